using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Server;

namespace Argonaut.Cli;

/// <summary>
/// One line for each start and each orderly end of an installation, so that a restart can be told with its reason: a start behind a start
/// without an end follows a crash, a kill or a loss of power.
/// </summary>
internal sealed class StartLog
{
    private const int MostLines = 400;

    private readonly string _file;

    private StartLog(string file, ImmutableArray<StartFact> starts)
    {
        _file = file;
        Starts = starts;
    }

    /// <summary>Newest first, this one included.</summary>
    public ImmutableArray<StartFact> Starts { get; }

    /// <summary>Reads what is known in the folder, and writes that a run begins.</summary>
    public static StartLog Begin(string folder, UnixNanos now, string version)
    {
        var file = Path.Combine(folder, "starts");
        var lines = (File.Exists(file) ? File.ReadAllLines(file) : []).TakeLast(MostLines).Append($"started {now} {version}").ToList();
        File.WriteAllLines(file, lines);
        return new StartLog(file, Read(lines));
    }

    /// <summary>The run ends because somebody asked it to.</summary>
    public void End(UnixNanos now) => File.AppendAllText(_file, $"stopped {now}{Environment.NewLine}");

    private static ImmutableArray<StartFact> Read(List<string> lines)
    {
        var starts = new List<StartFact>();
        string? ending = null;
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            if (words is ["stopped", _]) ending = "stopped in good order";
            // Whatever is torn or strange is passed over: it is a log for the eye.
            if (words is not ["started", var at, var version] || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var nanos)) continue;
            var before = starts.LastOrDefault();
            starts.Add(new StartFact(new UnixNanos(nanos), version, before is null ? null : ReasonOf(ending, before.Version, version)));
            ending = "ended without a word: a crash, a kill or a loss of power";
        }

        starts.Reverse();
        return [.. starts];
    }

    private static string ReasonOf(string? ending, string before, string now) =>
        $"The run before {ending ?? "is not known"}{(before == now ? "" : $"; version {before} became {now}")}.";
}

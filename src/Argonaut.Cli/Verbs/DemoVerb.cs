using System.CommandLine;
using Argonaut.Server.Auth;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut demo</c>: everything simulated, with data of its own. Ignores DATABASE_URL, IB_* and PARQUET_EXPORT_DIR.</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var market = new MarketFlags();
        var command = new Command("demo", "Run everything with a simulated gateway, on http://localhost:8000. Example: argonaut demo");
        market.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            var settings = Settings.FromEnvironment();
            var choice = market.Read(parse);
            // A recording that cannot be played is told before anything starts.
            if (choice.Replay is { } recording) Recordings.Open(recording, choice.Instrument);
            using var logs = Logs.Create(settings.LogLevel);
            var options = new ServeOptions(settings, Path.Combine(settings.DataDirectory, "demo"), null, null, AuthMode.Demo, choice);
            return (int)await new Composition(options, logs, TimeProvider.System).ServeAsync(ct);
        });
        return command;
    }
}

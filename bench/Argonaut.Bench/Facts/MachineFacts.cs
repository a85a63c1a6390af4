using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Facts;

/// <summary>What a figure depends on besides the code: performance.md, section 9.</summary>
internal static class MachineFacts
{
    /// <summary>Facts that do not change during a run, and the load at its start.</summary>
    public static async Task<ImmutableSortedDictionary<string, string>> ReadAsync(string root, string scratch, CancellationToken ct)
    {
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        facts["cpu"] = $"{CpuModel()}, {Environment.ProcessorCount} logical";
        facts["memory"] = string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB");
        facts["os"] = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})";
        facts["dotnet"] = RuntimeInformation.FrameworkDescription;
        facts["commit"] = await CommitAsync(root, ct);
        facts["load at start"] = FirstLineOrUnknown("/proc/loadavg");
        facts["durable 8 KiB writes"] = string.Create(CultureInfo.InvariantCulture, $"{DurableWritesPerSecond(scratch):#,0}/s");
        return facts.ToImmutable();
    }

    /// <summary>Steal and total time of all processors since boot, in clock ticks; zeros where the system does not tell.</summary>
    public static (long Steal, long Total) ReadSteal()
    {
        var fields = FirstLineOrUnknown("/proc/stat").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 9 || fields[0] != "cpu") return (0, 0);
        var values = fields.Skip(1).Take(8).Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (values[7], values.Sum());
    }

    /// <summary>The commit's short name, with <c>+changes</c> when tracked files differ from it.</summary>
    public static async Task<string> CommitAsync(string root, CancellationToken ct)
    {
        var commit = await CommandOutput.ReadAsync("git", ["-C", root, "rev-parse", "--short=12", "HEAD"], ct);
        if (commit is null) return "unknown";
        var changes = await CommandOutput.ReadAsync("git", ["-C", root, "status", "--porcelain", "--untracked-files=no"], ct);
        return string.IsNullOrEmpty(changes) ? commit : commit + "+changes";
    }

    private static string CpuModel()
    {
        if (!File.Exists("/proc/cpuinfo")) return RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string FirstLineOrUnknown(string path) => File.Exists(path) ? File.ReadLines(path).First().Trim() : "unknown";

    /// <summary>Writes a page and waits for the disk, again and again for half a second, as <c>pg_test_fsync</c> does.</summary>
    private static double DurableWritesPerSecond(string folder)
    {
        var path = Path.Combine(folder, "durable-write.tmp");
        var page = new byte[8192];
        var count = 0;
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, page.Length))
        {
            RandomAccess.Write(file, page, 0);
            RandomAccess.FlushToDisk(file);
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(500))
            {
                RandomAccess.Write(file, page, 0);
                RandomAccess.FlushToDisk(file);
                count++;
            }
        }

        File.Delete(path);
        return count * 2;
    }
}

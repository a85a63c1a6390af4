using System.Diagnostics;
using System.Globalization;

namespace Argonaut.Bench.Facts;

/// <summary>CPU seconds and memory of a process with its children, from <c>/proc</c>; elsewhere of the process alone.</summary>
internal static class ProcessCpu
{
    private const double ClockTicksPerSecond = 100;

    /// <summary>User and system time of the process, its living descendants, and the children it has already waited for.</summary>
    public static double TreeSeconds(int pid)
    {
        if (!Directory.Exists("/proc")) return OwnSeconds(pid);
        var children = new Dictionary<int, List<int>>();
        var ticks = new Dictionary<int, long>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (ReadStat(id) is not { } stat) continue;
            ticks[id] = stat.Ticks;
            if (!children.TryGetValue(stat.Parent, out var list)) children[stat.Parent] = list = [];
            list.Add(id);
        }

        long total = 0;
        var open = new Stack<int>([pid]);
        while (open.TryPop(out var id))
        {
            total += ticks.GetValueOrDefault(id);
            foreach (var child in children.GetValueOrDefault(id, [])) open.Push(child);
        }

        return total / ClockTicksPerSecond;
    }

    /// <summary>Resident memory of the process in bytes.</summary>
    public static long ResidentBytes(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64;
    }

    private static double OwnSeconds(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Fields 4 and 14 to 17 of <c>/proc/pid/stat</c>; null when the process has just gone.</summary>
    private static (int Parent, long Ticks)? ReadStat(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
        return ((int)Field(4), Field(14) + Field(15) + Field(16) + Field(17));
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Rows;

/// <summary>Times work of this process that uses one thread.</summary>
internal static class OwnThread
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1.5);

    /// <summary>Repeats the work until the runtime has compiled it with all optimisations: one dropped round is too short for that.</summary>
    public static void WarmUp(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime) work();
    }

    /// <summary>Value <c>rate</c> in rows a second, and the processor time of the process meanwhile.</summary>
    public static Sample Time(Action work, long rows)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Sample.Of(("rate", rows / seconds)) with
        {
            CpuSeconds = ImmutableDictionary<string, double>.Empty.Add("ours", (Environment.CpuUsage.TotalTime - cpu).TotalSeconds),
        };
    }
}

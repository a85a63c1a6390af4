using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Argonaut.Bench.Processes;

/// <summary>
/// Waits on the calling thread until a <see cref="Stopwatch"/> stamp to within some 0.1 ms: timers of the runtime are only good to
/// a millisecond, and a load generator that is late measures itself. Sleeps in the kernel, so it takes no core from the product.
/// </summary>
internal static partial class PreciseWait
{
    private static readonly long SlackTicks = Stopwatch.Frequency / 10_000;

    public static void Until(long stamp)
    {
        while (true)
        {
            var rest = stamp - Stopwatch.GetTimestamp();
            if (rest <= 0) return;
            if (rest > SlackTicks && OperatingSystem.IsLinux()) Sleep(rest - SlackTicks);
            else if (rest > SlackTicks) Thread.Yield();
            else Thread.SpinWait(20);
        }
    }

    private static void Sleep(long ticks)
    {
        var nanos = (long)(ticks * (1e9 / Stopwatch.Frequency));
        var time = new TimeSpec { Seconds = (nint)(nanos / 1_000_000_000), Nanoseconds = (nint)(nanos % 1_000_000_000) };
        _ = NanoSleep(in time, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, nint remaining);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}

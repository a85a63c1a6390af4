using System.Runtime.InteropServices;

namespace Argonaut.Bench.Processes;

/// <summary>When the calling thread runs, where more threads want to than there are processors. Without effect where the system refuses.</summary>
internal static partial class ThreadClass
{
    private const int RealTimeFifo = 1;

    /// <summary>
    /// Whenever it wants to (on Linux as root): with two cores and three busy processes the sends of a load generator would otherwise
    /// leave late. Only for threads of their own that mostly sleep.
    /// </summary>
    public static void GoFirst()
    {
        if (OperatingSystem.IsLinux()) _ = SetScheduler(0, RealTimeFifo, 1);
    }

    /// <summary>On one processor only.</summary>
    public static void StayOn(int processor)
    {
        if (OperatingSystem.IsLinux() && processor < 64) _ = SetAffinity(0, sizeof(ulong), 1UL << processor);
    }

    /// <param name="thread">0 is the calling one.</param>
    /// <param name="priority">The one member of <c>sched_param</c>.</param>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    /// <param name="thread">0 is the calling one.</param>
    /// <param name="bytes">Length of the mask.</param>
    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint bytes, in ulong mask);
}

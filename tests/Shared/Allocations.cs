namespace Argonaut.Tests.Shared;

/// <summary>What a piece of code allocates.</summary>
internal static class Allocations
{
    private const int Tries = 5;

    /// <summary>
    /// Bytes that <paramref name="action"/> allocates on this thread: the least of a few runs. A collection that another test causes in
    /// the middle of a run counts the unused rest of this thread's buffer as allocated; code that allocates does so in every run.
    /// </summary>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Tries && least != 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

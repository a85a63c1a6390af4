using System.Diagnostics;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Processes;

/// <summary>
/// The sends of a schedule, in order. One thread on each processor waits for every due time, and whichever wakes first sends: a processor that
/// is held up, in the kernel or by the hypervisor, does not make the generator late as long as another runs. They have the right of way: they
/// sleep nearly always.
/// </summary>
internal static class PacedSends
{
    /// <param name="send">Given the number of a send, from 0; on one thread at a time. It has left when this returns.</param>
    public static async Task RunAsync(SendSchedule schedule, Action<long> send, CancellationToken ct)
    {
        var gate = new Lock();
        var next = 0L;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(cpu => Task.Factory.StartNew(
            () => Pace(cpu), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        void Pace(int cpu)
        {
            ThreadClass.GoFirst();
            ThreadClass.StayOn(cpu);
            while (Interlocked.Read(ref next) is var index && index < schedule.Sends)
            {
                PreciseWait.Until(schedule.DueAt(index));
                ct.ThrowIfCancellationRequested();
                lock (gate)
                {
                    if (next != index) continue;
                    send(index);
                    schedule.Sent(index, Stopwatch.GetTimestamp());
                    Interlocked.Increment(ref next);
                }
            }
        }
    }
}

using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Storing;

/// <summary>
/// The loop that makes ticks durable. A transaction begins when something waits, the one before it has ended and the flush interval has
/// passed since that began; what comes meanwhile goes into the next one. While a whole load waits behind one that commits, its ticks are
/// sent ahead. When the store fails, or a commit takes too long, the load goes to the spool and is acknowledged there;
/// <see cref="SpoolReplay"/> brings it to the store. Never twice, never lost in silence (faults.md 1.1).
/// </summary>
internal sealed class StoreWriter(
    StoreQueue queue, IMarketStore store, ITickSpool spool, SpoolReplay replay, string source, LiveOptions options, TimeProvider time, ILogger log, Action changed)
{
    /// <summary>
    /// Where ticks flow, ingestion says that a load is due, and the alarm is set anew before it rings: a timer that rings wakes two threads.
    /// </summary>
    private static readonly TimeSpan AlarmDelay = TimeSpan.FromMilliseconds(12);

    private readonly LostTicks _lost = new(source);
    private volatile StoreDiagnosis? _problem;
    private bool _hasLostBooks;
    private AheadLoad? _ahead;

    /// <summary>Told that changes of order books were given up, once ticks are durable again: what is stored of the books goes wrong there.</summary>
    public required Action OnBooksLost { get; init; }

    /// <summary>Why the store does not take data at the moment; null when it does.</summary>
    public StoreDiagnosis? Problem => _problem;

    /// <summary>Ends when the queue is complete and everything in it is durable, or with <see cref="OperationCanceledException"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var alarm = time.CreateTimer(_ => queue.IsDue.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            if (_ahead is { } ahead)
            {
                _ahead = null;
                await StoreAsync(ahead.Load, ahead, ct);
                continue;
            }

            queue.IsDue.Reset();   // before the look: what is set after it is seen below
            var (rest, isComplete) = (queue.Rest, queue.IsComplete);
            var wait = queue.TimeToFlush();
            if (wait is null && isComplete) return;
            if (wait is null || (wait > TimeSpan.Zero && !isComplete))
            {
                if (rest > TimeSpan.Zero) alarm.Change(rest + AlarmDelay, Timeout.InfiniteTimeSpan);
                await queue.IsDue.WaitAsync(ct);
                continue;
            }

            await StoreAsync(queue.Take(), ahead: null, ct);
        }
    }

    /// <summary>Says what is wrong with the store; null clears it.</summary>
    public void SetProblem(StoreDiagnosis? problem)
    {
        if (_problem == problem) return;
        _problem = problem;
        if (problem is null) LiveLog.StoreIsBack(log);
        else LiveLog.StoreUnavailable(log, problem.Message);
        changed();
    }

    private async Task StoreAsync(StoreLoad load, AheadLoad? ahead, CancellationToken ct)
    {
        if (!load.HasRows)
        {
            replay.WhenStored(spool.Status.LastIndex, load.Waiting);
            queue.Acknowledge(load, HybridClock.Now(time));
            return;
        }

        if (!_lost.IsEmpty) _lost.MoveTo(load.Gaps);
        replay.NoteGiven(load);
        var preparing = ahead?.Preparing ?? Task.CompletedTask;
        var isCommitting = false;
        bool IsFree() => !isCommitting && preparing.IsCompleted;
        while (true)
        {
            if (await replay.IsNearAsync(ct))
            {
                if (isCommitting && replay.Covers(load))
                {
                    replay.NoteCommitted(load);
                    Settle(load, IsFree());
                    return;
                }

                switch (await CommitAsync(load, ahead, ct))
                {
                    case CommitOutcome.Stored:
                        replay.NoteCommitted(load);
                        Settle(load, IsFree());
                        return;
                    case CommitOutcome.StillRunning:
                        isCommitting = true;
                        break;
                }

                ahead = null;   // what was sent ahead is gone with the failure
            }

            if (TrySpool(load, IsFree())) return;
            if (queue.Space == 0)
            {
                GiveUp(load, IsFree());
                return;
            }

            // Neither takes data: memory holds what it can.
            await Task.Delay(options.RetryDelay, time, ct);
        }
    }

    private async Task<CommitOutcome> CommitAsync(StoreLoad load, AheadLoad? ahead, CancellationToken ct)
    {
        load.SetStreams(replay);
        var commit = store.CommitAsync(ahead?.Batch ?? load.ToBatch(), ct);
        if (_ahead is null && queue.HasWholeLoad) SendAhead();
        try
        {
            await commit.WaitAsync(options.SlowCommit, time, ct);
            return CommitOutcome.Stored;
        }
        catch (TimeoutException)
        {
            replay.Doubt(commit);
            SetProblem(new StoreDiagnosis(StoreFault.Slow, $"The database takes longer than {options.SlowCommit.TotalSeconds:0.#} s for a commit."));
            return CommitOutcome.StillRunning;
        }
        catch (StoreUnavailableException e)
        {
            replay.Doubt(null);
            SetProblem(e.Diagnosis);
            return CommitOutcome.Failed;
        }
    }

    /// <summary>The next load, while the one before it is being committed.</summary>
    private void SendAhead()
    {
        var load = queue.Take();
        load.SetStreams(replay);
        var batch = load.ToBatch();
        _ahead = new AheadLoad(load, batch, store.PrepareAsync(batch));
    }

    private void Settle(StoreLoad load, bool isFree)
    {
        SetProblem(null);
        foreach (var waiting in load.Waiting) waiting.TrySetResult();
        Acknowledge(load, isFree);
    }

    private void Acknowledge(StoreLoad load, bool isFree)
    {
        queue.Acknowledge(load, HybridClock.Now(time), isFree);
        if (!_hasLostBooks) return;
        _hasLostBooks = false;
        OnBooksLost();
    }

    private bool TrySpool(StoreLoad load, bool isFree)
    {
        try
        {
            replay.NoteSpooled(load, spool.Append(replay.StreamSource, load.ToBatch()));
        }
        catch (SpoolUnavailableException)
        {
            return false;   // its status tells
        }

        Acknowledge(load, isFree);
        return true;
    }

    private void GiveUp(StoreLoad load, bool isFree)
    {
        _lost.Add(load.Gaps);
        _lost.Add(load.Trades);
        _lost.Add(load.Quotes);
        _lost.Add(load.BookDeltas);
        _hasLostBooks |= load.DeltaCount > 0;
        LiveLog.TicksGivenUp(log, load.TickCount, spool.Status.Problem ?? "", _problem?.Message ?? "");
        replay.WhenStored(spool.Status.LastIndex, load.Waiting);
        queue.GiveUp(load, isFree);
    }

    /// <param name="Preparing">Completed when the store does not read the load any more.</param>
    private sealed record AheadLoad(StoreLoad Load, StoreBatch Batch, Task Preparing);

    private enum CommitOutcome
    {
        Stored,
        Failed,
        StillRunning,
    }
}

using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Storing;

/// <summary>
/// The loop that stores. A transaction begins when a tick has waited for the flush interval or enough of them wait. When the store fails
/// the load is kept, and the watermark tells whether its commit happened: never twice, never lost (faults.md 1.1).
/// </summary>
internal sealed class StoreWriter(StoreQueue queue, IMarketStore store, string source, LiveOptions options, TimeProvider time, ILogger log, Action changed)
{
    private volatile string? _problem;

    /// <summary>Why the store does not take data at the moment; null when it does.</summary>
    public string? Problem => _problem;

    /// <summary>Ends when the queue is complete and empty, or with <see cref="OperationCanceledException"/>.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var interval = options.FlushInterval;
        while (true)
        {
            if (queue.TimeToFlush(interval) is not { } wait)
            {
                if (queue.IsComplete) return;
                await queue.HasData.WaitAsync(ct);
                queue.HasData.Reset();
                continue;
            }

            if (wait > TimeSpan.Zero && !queue.IsComplete) await WaitAsync(wait, ct);
            var load = queue.Take();
            var started = time.GetTimestamp();
            if (load.HasRows) await CommitAsync(load, ct);
            var took = time.GetElapsedTime(started);
            queue.Acknowledge(load, HybridClock.Now(time));
            interval = took <= options.FlushInterval ? options.FlushInterval : took < options.MaxFlushInterval ? took : options.MaxFlushInterval;
        }
    }

    /// <summary>Says what is wrong with the store before the loop runs; null clears it.</summary>
    public void SetProblem(string? problem)
    {
        if (_problem == problem) return;
        _problem = problem;
        if (problem is null) LiveLog.StoreIsBack(log);
        else LiveLog.StoreUnavailable(log, problem);
        changed();
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(queue.IsFull.WaitAsync(either.Token), Task.Delay(wait, time, either.Token));
        ct.ThrowIfCancellationRequested();
        await either.CancelAsync();
    }

    private async Task CommitAsync(StoreLoad load, CancellationToken ct)
    {
        var batch = load.ToBatch();
        var delay = options.RetryDelay;
        var isUnknown = false;
        while (true)
        {
            try
            {
                if (!isUnknown || !await IsStoredAsync(load, ct)) await store.CommitAsync(batch, ct);
                SetProblem(null);
                return;
            }
            catch (StoreUnavailableException e)
            {
                isUnknown = true;
                SetProblem(e.Message);
            }

            await Task.Delay(delay, time, ct);
            delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay;
        }
    }

    /// <summary>After a commit without an answer: all of the load is stored, or nothing.</summary>
    private async Task<bool> IsStoredAsync(StoreLoad load, CancellationToken ct)
    {
        if (load.TradeCount > 0) return await IsStoredAsync(MarketEventKind.Trade, load.Trades[0].Sequence, load.Trades[^1].Sequence, ct);
        if (load.QuoteCount > 0) return await IsStoredAsync(MarketEventKind.Quote, load.Quotes[0].Sequence, load.Quotes[^1].Sequence, ct);
        if (load.DeltaCount > 0)
            return await IsStoredAsync(MarketEventKind.BookDelta, load.BookDeltas[0].Sequence, load.BookDeltas[^1].Sequence, ct);
        if (load.Gaps.Count == 0) return false;   // bars replace themselves
        var gap = load.Gaps[0];
        var found = await store.ReadGapsAsync(gap.Instrument, gap.From, gap.To, 1_000, ct);
        return found.Any(g => g.From == gap.From && g.To == gap.To && g.Kind == gap.Kind && g.Reason == gap.Reason && g.Instrument == gap.Instrument);
    }

    private async Task<bool> IsStoredAsync(MarketEventKind kind, long first, long last, CancellationToken ct)
    {
        var position = await store.OpenStreamAsync(source, kind, ct);
        if (position.LastSequence == last) return true;
        if (position.LastSequence == first - 1) return false;
        throw new UnreachableException(
            $"Expected the watermark of {kind} at {first - 1} or {last}, found {position.LastSequence}: somebody else writes this stream.");
    }
}

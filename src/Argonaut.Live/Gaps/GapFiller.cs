using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Gaps;

/// <summary>
/// Fills gaps with the source's past ticks, page by page, each page and the gap's progress in one transaction. A gap is tried until it is
/// filled or the source refuses it; while the source is away it waits. Gaps of a process that died are taken up where they were.
/// </summary>
internal sealed class GapFiller(
    InstrumentTable table, StoreQueue queue, IMarketStore store, ILineLedger ledger, IMarketFeed feed, HistoryFiller history,
    BarRebuilder rebuilder, IngestionLoop loop, LiveOptions options, TimeProvider time, ILogger log) : IDisposable
{
    private const int GapsAtOnce = 16;

    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);

    private readonly Signal _hasWork = new();
    private readonly Lock _gate = new();
    private readonly HashSet<long> _claimed = [];
    private readonly SemaphoreSlim _storing = new(1);
    private readonly Dictionary<MarketEventKind, StreamPosition> _positions = [];

    /// <summary>A gap may have come, or the source may be there again. Safe from any thread, returns at once.</summary>
    public void Wake() => _hasWork.Set();

    public async Task RunAsync(CancellationToken ct)
    {
        var reopened = await KeepTryingAsync(ledger.ReopenAsync, ct);
        if (reopened > 0) LiveLog.GapsReopened(log, reopened);
        while (true)
        {
            _hasWork.Reset();
            await queue.FlushedAsync(ct);
            if (feed.AnswersHistory)
            {
                foreach (var gap in await KeepTryingAsync(token => ledger.DueAsync(feed.Source, Now, GapsAtOnce, token), ct))
                {
                    if (NotBefore(gap) is { } later) await PostponeAsync(gap, later, ct);
                    else if (await FillAsync(gap, null, ct) is null) await Task.Delay(BusyDelay, time, ct);
                }
            }

            await WaitAsync(ct);
        }
    }

    /// <summary>
    /// Tries one gap to its end, whatever that is. Null when somebody else is filling it.
    /// </summary>
    public async Task<Gap?> FillAsync(Gap gap, Action<Gap>? onProgress, CancellationToken ct)
    {
        lock (_gate)
            if (!_claimed.Add(gap.Id)) return null;
        try
        {
            return await FillClaimedAsync(gap, onProgress, ct);
        }
        finally
        {
            lock (_gate) _claimed.Remove(gap.Id);
        }
    }

    public void Dispose() => _storing.Dispose();

    private UnixNanos Now => HybridClock.Now(time);

    private async Task<Gap> FillClaimedAsync(Gap gap, Action<Gap>? onProgress, CancellationToken ct)
    {
        if (gap.Instrument is not { } key) return await SplitAsync(gap, ct);
        if (table.StateOf(key) is not { } state)
            return await SettleAsync(gap with { State = GapState.Unfillable, Explanation = "Its instrument is not known here any more." }, ct);
        if (gap.Kind == MarketEventKind.BookDelta)
            return await SettleAsync(gap with { State = GapState.Unfillable, Explanation = "No source keeps the history of order books." }, ct);
        gap = gap with { State = GapState.Filling };
        await KeepTryingAsync(token => ledger.UpdateAsync(gap, token), ct);
        try
        {
            while (NotBefore(gap) is { } later) await Task.Delay(TimeSpan.FromMicroseconds((later - Now) / UnixNanos.PerMicrosecond + 1), time, ct);
            return await FillFromHistoryAsync(gap, key, state, onProgress, ct);
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync(gap);
            throw;
        }
    }

    private async Task<Gap> FillFromHistoryAsync(Gap gap, InstrumentKey key, InstrumentState state, Action<Gap>? onProgress, CancellationToken ct)
    {
        await loop.RunAsync(() => { }, ct);   // the gap is noted before the tick that ended it: by now that is queued too
        await queue.FlushedAsync(ct);         // what was received of the edges is to be found in the store
        var bars = await KeepTryingAsync(token => FilledBars.BeginAsync(state, gap, store, loop, rebuilder, token), ct);
        var to = CeilingOf(gap.To);
        try
        {
            while (gap.State == GapState.Filling)
            {
                // A tick that was received in the first moment can belong to the second before.
                var from = gap.FilledTo.Value > 0 ? gap.FilledTo : Timeframe.Second1.OpenOf(gap.From) - UnixNanos.PerSecond;
                var page = await feed.RequestTicksAsync(new TickHistoryRequest(state.Instrument, gap.Kind, from, to), ct);
                var stored = await KeepTryingAsync(token => StoredTicks.ReadAsync(store, gap.Kind, key, from, page.Next ?? to, token), ct);
                var fresh = loop.Quality.Accept(state.Instrument, stored.Without(page.Ticks));
                gap = Progress(gap, page.Next ?? to, fresh.Count, isComplete: page.Next is null);
                await StoreAsync(gap, fresh, ct);
                if (bars is not null) await bars.AddAsync(fresh, ct);
                onProgress?.Invoke(gap);
            }
        }
        catch (FeedRequestException refused)
        {
            return await SettleAsync(gap with { State = GapState.Unfillable, Explanation = $"The source refused the backfill: {refused.Message}" }, ct);
        }
        catch (FeedUnavailableException away)
        {
            LiveLog.GapWaits(log, gap.Id, gap.Attempts + 1, away.Message);
            gap = gap with { State = GapState.Open, Attempts = gap.Attempts + 1, RetryAt = Now + Nanos(DelayAfter(gap.Attempts)), Explanation = away.Message };
            await KeepTryingAsync(token => ledger.UpdateAsync(gap, token), ct);
            return gap;
        }

        if (bars is not null) await bars.EndAsync(ct);
        if (gap.Ticks == 0 && gap.Reason == GapCauses.TextOf(GapCause.SilentLine))
            await loop.RunAsync(() => loop.Lines.ConfirmQuiet(state, gap.Kind, gap.From, gap.To), ct);
        LiveLog.GapSettled(log, gap.Id, state.Instrument.Id.Value, gap.Kind, gap.From, gap.To, gap.Reason, gap.State, gap.Ticks, gap.Explanation);
        loop.Changed();
        return gap;
    }

    private static Gap Progress(Gap gap, UnixNanos filledTo, int ticks, bool isComplete)
    {
        gap = gap with { FilledTo = filledTo, Ticks = gap.Ticks + ticks, Attempts = 0, RetryAt = default };
        return !isComplete ? gap : gap with
        {
            State = GapState.Filled,
            Explanation = gap.Ticks > 0
                ? $"{gap.Ticks} ticks came from the source's history."
                : "The source's history has no tick of this time that was not stored already.",
        };
    }

    /// <summary>Numbers the ticks and stores them with the gap's progress, once, whatever happens to the answer.</summary>
    private async Task StoreAsync(Gap gap, List<MarketEvent> ticks, CancellationToken ct)
    {
        await _storing.WaitAsync(ct);
        try
        {
            var isUnknown = false;
            await KeepTryingAsync(async token =>
            {
                if (isUnknown || !_positions.TryGetValue(gap.Kind, out var position))
                {
                    var found = await store.OpenStreamAsync(BackfillStream.SourceOf(feed.Source), gap.Kind, token);
                    // The commit whose answer was lost has happened when the stream is further than it was.
                    var isStored = isUnknown && ticks.Count > 0 && found.LastSequence == ticks[^1].Sequence;
                    _positions[gap.Kind] = position = found;
                    if (isStored) return true;
                }

                for (var i = 0; i < ticks.Count; i++)
                    ticks[i] = ticks[i] with { Stream = position.Stream, Sequence = position.LastSequence + 1 + i };
                isUnknown = true;
                await ledger.FillAsync(gap, ticks.ToArray(), token);
                if (ticks.Count > 0) _positions[gap.Kind] = position with { LastSequence = ticks[^1].Sequence };
                return true;
            }, ct);
        }
        finally
        {
            _storing.Release();
        }
    }

    /// <summary>A gap of a whole stream: history knows instruments only, so each recorded one gets the gap. Doing it twice adds nothing.</summary>
    private async Task<Gap> SplitAsync(Gap gap, CancellationToken ct)
    {
        foreach (var key in table.Recorded.Where(key => table.KindsOf(key).Contains(gap.Kind)))
        {
            var part = gap with { Id = 0, Instrument = key, Explanation = null, RetryAt = default };
            await KeepTryingAsync(async token =>
            {
                var known = await store.ReadGapsAsync(key, gap.From, gap.To, int.MaxValue, token);
                if (!known.Any(g => g.Instrument == key && g.Kind == gap.Kind && g.From == gap.From && g.To == gap.To)) await ledger.AddAsync(part, token);
                return true;
            }, ct);
        }

        return await SettleAsync(gap with { State = GapState.Explained, Explanation = "It concerned all instruments; each recorded one has a gap of its own." }, ct);
    }

    private async Task<Gap> SettleAsync(Gap gap, CancellationToken ct)
    {
        await KeepTryingAsync(token => ledger.UpdateAsync(gap, token), ct);
        var name = gap.Instrument is { } key && table.TryFind(key, out var instrument) ? instrument.Id.Value : "?";
        LiveLog.GapSettled(log, gap.Id, name, gap.Kind, gap.From, gap.To, gap.Reason, gap.State, gap.Ticks, gap.Explanation);
        loop.Changed();
        return gap;
    }

    /// <summary>The source needs a moment until its history has the last seconds, and bars of the same time come first. Null: now.</summary>
    private UnixNanos? NotBefore(Gap gap)
    {
        var settled = gap.To + Nanos(options.HistorySettle);
        if (settled > Now) return settled;
        return gap.Instrument is { } key && !history.IsIdle(key, gap.From, gap.To) ? Now + Nanos(BusyDelay) : null;
    }

    private Task<bool> PostponeAsync(Gap gap, UnixNanos until, CancellationToken ct) =>
        KeepTryingAsync(token => ledger.UpdateAsync(gap with { RetryAt = until }, token), ct);

    /// <summary>Whoever asked has left: the rest is open again. When the store is away too, the next start opens it.</summary>
    private async Task ReleaseAsync(Gap gap)
    {
        try
        {
            if (await ledger.FindAsync(gap.Id, CancellationToken.None) is { State: GapState.Filling } left)
                await ledger.UpdateAsync(left with { State = GapState.Open }, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // ReopenAsync does it.
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var due = !feed.AnswersHistory ? null : await KeepTryingAsync(token => ledger.NextDueAsync(feed.Source, token), ct);
        var wait = due is { } at ? TimeSpan.FromMicroseconds(Math.Max(0, at - Now) / UnixNanos.PerMicrosecond + 1) : Timeout.InfiniteTimeSpan;
        await Task.WhenAny(_hasWork.WaitAsync(either.Token), Task.Delay(wait, time, either.Token));
        await either.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private TimeSpan DelayAfter(int attempts)
    {
        var delay = options.BackfillDelay * Math.Pow(2, Math.Min(attempts, 20));
        return delay < options.MaxBackfillDelay ? delay : options.MaxBackfillDelay;
    }

    private Task<T> KeepTryingAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct) => StoreRetry.RunAsync(work, options, time, null, ct);

    private static UnixNanos CeilingOf(UnixNanos at) => Timeframe.Second1.OpenOf(at + (UnixNanos.PerSecond - 1));

    private static long Nanos(TimeSpan span) => (long)span.TotalMicroseconds * UnixNanos.PerMicrosecond;
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Instruments;
using Argonaut.Trading.Rolling;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Instruments;

/// <summary>
/// Keeps the definitions of recorded instruments true: asks the source about each once a day, stores what changed as a new version, ends
/// the recording of what has expired, and begins that of the next contract when it is told to roll.
/// </summary>
public sealed class InstrumentKeeper(
    IInstrumentSource source, IMarketFeed feed, IMarketView market, IRecorder recorder, IMarketStore store, IInstrumentVersions versions,
    KeeperOptions options, TimeProvider time, ILogger<InstrumentKeeper> log) : IDefinitionView
{
    private const int SplitDays = 5;

    private readonly ConcurrentDictionary<InstrumentKey, DefinitionStatus> _status = new();
    private readonly HashSet<InstrumentKey> _rolled = [];
    private readonly NoticeLog _notices = new();

    public ImmutableArray<DefinitionNotice> Notices => _notices.All;

    public int RollDaysBeforeExpiry => options.RollDaysBeforeExpiry;

    public DefinitionStatus? StatusOf(InstrumentKey instrument) => _status.GetValueOrDefault(instrument);

    /// <summary>Runs until it is cancelled. It never ends because of the source or the store.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await CheckAsync(ct);
                await Task.Delay(options.CheckInterval, time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    /// <summary>Does what is due now, one instrument after the other.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        foreach (var key in market.Recorded)
        {
            if (!market.TryFind(key, out var instrument)) continue;
            if (instrument.Source != feed.Source) continue;
            var now = HybridClock.Now(time);
            var status = _status.GetOrAdd(key, _ => new DefinitionStatus(null, now + Nanos(options.RefreshSpread * options.Jitter()), null));
            try
            {
                if (IsExpired(instrument, now)) await ExpireAsync(instrument, ct);
                else if (status.NextRefresh <= now && feed.Status.State is FeedState.Ready or FeedState.Degraded) await RefreshAsync(instrument, ct);
            }
            catch (Exception e) when (e is FeedUnavailableException or FeedRequestException or StoreUnavailableException)
            {
                _status[key] = status with { NextRefresh = HybridClock.Now(time) + Nanos(options.RetryInterval), Problem = e.Message };
                LiveLog.RefreshFailed(log, instrument.Id.Value, e.Message);
            }
        }
    }

    private static bool IsExpired(Instrument instrument, UnixNanos now) => instrument.Expiration.Value > 0 && instrument.Expiration <= now;

    private async Task RefreshAsync(Instrument instrument, CancellationToken ct)
    {
        var problem = await TryRefreshAsync(instrument, ct);
        var now = HybridClock.Now(time);
        _status[instrument.Key] = new DefinitionStatus(
            now, now + Nanos(options.RefreshInterval - options.RefreshSpread * options.Jitter()), problem);
        if (problem is null && options.RollFutures && market.TryFind(instrument.Key, out var fresh)) await RollAsync(fresh, now, ct);
    }

    /// <summary>Null when the definition is true again; a sentence when the source or the store would not have it.</summary>
    private async Task<string?> TryRefreshAsync(Instrument instrument, CancellationToken ct)
    {
        try
        {
            if (await source.RefreshAsync(instrument, ct) is not { } now)
                return Note(instrument, DefinitionEvent.Gone, $"The source does not know {instrument.Id} any more; what was recorded stays.");
            var changes = DefinitionChange.Between(instrument, now);
            await recorder.AdoptAsync(now, ct);
            if (!changes.IsEmpty) Note(instrument, DefinitionEvent.Changed, $"{instrument.Id} changed: {string.Join(", ", changes.Select(Describe))}.");
            if (instrument.Class == InstrumentClass.Equity) await LookForSplitAsync(instrument, ct);
            return null;
        }
        catch (InstrumentRefusedException e)
        {
            return Note(instrument, DefinitionEvent.Gone, $"{instrument.Id} is not what it was: {e.Message}");
        }
        catch (DefinitionConflictException e)
        {
            return Note(instrument, DefinitionEvent.Conflict, e.Message);
        }
    }

    /// <summary>Recorded days are compared with the source's present view of them, once each time a split appears.</summary>
    private async Task LookForSplitAsync(Instrument instrument, CancellationToken ct)
    {
        var today = Timeframe.Day1.OpenOf(HybridClock.Now(time));
        var from = today - SplitDays * UnixNanos.PerDay;
        var recorded = (await store.ReadBarsAsync(new BarQuery(instrument.Key, Timeframe.Day1, from, today, SplitDays), ct))
            .Where(b => b is { IsClosed: true, Source: BarSource.Ticks }).ToList();
        if (recorded.Count == 0) return;
        var adjusted = await feed.RequestBarsAsync(new BarHistoryRequest(instrument, Timeframe.Day1, from, today), ct);
        if (SplitDetector.Find(recorded, adjusted) is not { } split) return;
        var known = await versions.ReadVersionsAsync(instrument.Key, ct);
        var change = new DefinitionChange("split", $"{split.Old}", $"{split.New}");
        if (known.Any(v => v.ValidFrom >= from && v.Changes.Contains(change))) return;
        await versions.AddVersionAsync(instrument.Key, HybridClock.Now(time), change, ct);
        Note(instrument, DefinitionEvent.Changed,
            $"{instrument.Id} was split {split.New} for {split.Old}: prices recorded before are not adjusted.");
    }

    private async Task ExpireAsync(Instrument instrument, CancellationToken ct)
    {
        if (options.RollFutures) await RollAsync(instrument, HybridClock.Now(time), ct);
        await recorder.StopRecordingAsync(instrument.Key, KindSet.Ticks, ct);
        _status.TryRemove(instrument.Key, out _);
        Note(instrument, DefinitionEvent.Expired, $"{instrument.Id} expired at {instrument.Expiration.ToIso()}; its recording ended.");
    }

    /// <summary>Begins the next contract's recording when this one is not the front one any more. Its own goes on until it expires.</summary>
    private async Task RollAsync(Instrument instrument, UnixNanos now, CancellationToken ct)
    {
        if (instrument.Class != InstrumentClass.FuturesContract || _rolled.Contains(instrument.Key)) return;
        if (instrument.Expiration - options.RollDaysBeforeExpiry * UnixNanos.PerDay - 7 * UnixNanos.PerDay > now) return;
        var listed = await source.ListFuturesAsync(instrument, ct);
        var periods = RollCalendar.Build([.. listed.Where(c => c.Id != instrument.Id), instrument], options.RollDaysBeforeExpiry);
        if (RollCalendar.FrontAt(periods, now) is not { } front || front.Contract.Expiration <= instrument.Expiration) return;
        var next = await recorder.AdoptAsync(front.Contract, ct);
        // None: somebody has switched it off meanwhile, and wants the next one as little.
        if (market.KindsOf(instrument.Key) is { IsEmpty: false } kinds && !market.Recorded.Contains(next.Key))
        {
            await recorder.StartRecordingAsync(next.Key, kinds, ct);
            Note(next, DefinitionEvent.Rolled, $"{next.Id} is recorded from now on: it follows {instrument.Id}, which trades until {instrument.Expiration.ToIso()}.");
        }

        _rolled.Add(instrument.Key);
    }

    private string Note(Instrument instrument, DefinitionEvent what, string text)
    {
        _notices.Add(new DefinitionNotice(HybridClock.Now(time), instrument.Key, what, text));
        LiveLog.DefinitionEvent(log, what, text);
        return text;
    }

    private static string Describe(DefinitionChange change) =>
        $"{change.Field} from {(change.Old.Length == 0 ? "nothing" : change.Old)} to {(change.New.Length == 0 ? "nothing" : change.New)}";

    private static long Nanos(TimeSpan span) => span.Ticks * 100;
}

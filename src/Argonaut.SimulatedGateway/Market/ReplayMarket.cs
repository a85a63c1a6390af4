using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>
/// Plays recordings once, merged by <c>ts_init</c> (equal times in the order of the series). It begins when every series has a
/// subscriber and waits whenever one is missing, so that nothing is sent before somebody listens. There is no history.
/// </summary>
/// <remarks>
/// The wire has whole seconds. A client that put <c>argonaut-ns</c> into START_API's optional capabilities gets, in tickByTick (99) of
/// replayed ticks, the time as <c>seconds.nnnnnnnnn</c> of <c>ts_event</c> and one more field at the end: <c>ts_init</c> in
/// nanoseconds. No other client ever sees that.
/// </remarks>
public sealed class ReplayMarket : ISimulatedMarket
{
    private const int FirstConId = 900_000_001;
    private const int BatchTicks = 256;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly ImmutableArray<(ReplaySeries Series, SimulatedContract Contract)> _series;
    private readonly double _speed;
    private readonly Subscribers _subscribers = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;

    /// <summary>The last list of subscribers that was found to cover every series; only of the playing loop.</summary>
    private ImmutableArray<ITickSubscriber> _complete;

    /// <param name="speed">Multiple of the recording's own pace by <c>ts_init</c>; 0 or infinity is as fast as the readers allow. At any speed
    /// a reader that falls behind is waited for.</param>
    public ReplayMarket(IEnumerable<ReplaySeries> series, double speed, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(speed);
        _speed = double.IsPositiveInfinity(speed) ? 0 : speed;
        Clock = new MarketClock(time);
        var today = Clock.Today;
        var known = BuiltInTapes.All(today).Select(static b => b.Contract).ToList();
        var contracts = new Dictionary<InstrumentId, SimulatedContract>();
        var all = ImmutableArray.CreateBuilder<(ReplaySeries, SimulatedContract)>();
        foreach (var one in series)
        {
            if (one.Kind is not (MarketEventKind.Trade or MarketEventKind.Quote))
                throw new ArgumentException($"Expected trades or quotes of {one.Instrument}, found {one.Kind}.", nameof(series));
            if (!contracts.TryGetValue(one.Instrument, out var contract))
            {
                var builtIn = known.Find(c => Names(c, one.Instrument));
                contracts[one.Instrument] = contract = builtIn is not null
                    ? ReplayedContracts.Rescale(builtIn, one.Instrument, one.PriceScale, one.SizeScale)
                    : ReplayedContracts.Make(
                        one.Instrument, FirstConId + contracts.Count, today, one.PricePrecision, one.SizePrecision, one.PriceScale, one.SizeScale);
            }

            all.Add((one, contract));
        }

        _series = all.ToImmutable();
        Contracts = new ContractBook(contracts.Values);
    }

    public MarketClock Clock { get; }

    public ContractBook Contracts { get; }

    /// <summary>Ticks handed to subscribers so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Completes when the last tick has been handed over.</summary>
    public Task Completed => _completed.Task;

    public TradingCalendar CalendarOf(SimulatedContract contract) => contract.Calendar.AroundTheClock();

    public ITickHistory? HistoryOf(SimulatedContract contract) => null;

    public void Subscribe(ITickSubscriber subscriber) => _subscribers.Add(subscriber);

    public void Unsubscribe(ITickSubscriber subscriber) => _subscribers.Remove(subscriber);

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await PlayAsync(ct);
            _completed.TrySetResult();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _completed.TrySetCanceled(ct);
        }
    }

    private async Task PlayAsync(CancellationToken ct)
    {
        await using var merge = await SeriesMerge.OpenAsync([.. _series.Select(static s => s.Series.Events)], ct);
        await WaitForSubscribersAsync(ct);
        var start = Clock.Now;
        UnixNanos? first = null;
        var batch = 0;
        while (merge.Current is { } next)
        {
            first ??= next.Event.TsInit;
            if (_speed > 0)
            {
                var due = start + (long)((next.Event.TsInit - first.Value) / _speed);
                while (Clock.Now < due) start += await PauseAsync(due, ct);
            }

            if (batch++ % BatchTicks == 0)
                foreach (var subscriber in _subscribers.All) await subscriber.WaitForRoomAsync(ct);
            if (!IsEverySeriesHeard()) start += await WaitForSubscribersAsync(ct);
            Send(_series[next.Series].Contract, next.Event);
            await merge.MoveNextAsync();
        }
    }

    /// <summary>Sleeps at most until <paramref name="due"/>; time without subscribers does not count.</summary>
    /// <returns>Nanoseconds by which the schedule moves.</returns>
    private async Task<long> PauseAsync(UnixNanos due, CancellationToken ct)
    {
        if (!IsEverySeriesHeard()) return await WaitForSubscribersAsync(ct);
        var wait = TimeSpan.FromTicks(Math.Min((due - Clock.Now) / 100 + 1, Poll.Ticks));
        if (wait > TimeSpan.Zero) await Task.Delay(wait, Clock.Time, ct);
        return 0;
    }

    private async Task<long> WaitForSubscribersAsync(CancellationToken ct)
    {
        var from = Clock.Now;
        while (!IsEverySeriesHeard()) await Task.Delay(Poll, Clock.Time, ct);
        return Clock.Now - from;
    }

    private bool IsEverySeriesHeard()
    {
        var subscribers = _subscribers.All;
        if (subscribers == _complete) return true;
        foreach (var (series, contract) in _series)
        {
            var isHeard = false;
            foreach (var subscriber in subscribers)
                isHeard |= subscriber.Contract.ConId == contract.ConId
                    && (series.Kind == MarketEventKind.Trade ? subscriber.WantsTrades : subscriber.WantsQuotes);
            if (!isHeard) return false;
        }

        _complete = subscribers;
        return true;
    }

    private void Send(SimulatedContract contract, in MarketEvent recorded)
    {
        var tick = new MarketTick(
            recorded.Kind, recorded.A, recorded.B, recorded.C, recorded.D, 0,
            recorded.Flags.HasFlag(TickFlags.Unreported) ? MarketTick.UnreportedMask : (byte)0, recorded.TsEvent, recorded.TsInit);
        foreach (var subscriber in _subscribers.All)
            if (subscriber.Contract.ConId == contract.ConId && (tick.IsTrade ? subscriber.WantsTrades : subscriber.WantsQuotes))
                subscriber.OnTick(tick);
        Interlocked.Increment(ref _sent);
    }

    /// <summary>True when the id, made by the rules of ib-tws-protocol.md 11.1, is this contract's.</summary>
    private static bool Names(SimulatedContract contract, InstrumentId id)
    {
        var symbol = contract.SecType switch
        {
            "CASH" or "CRYPTO" => contract.LocalSymbol.Replace('.', '/'),
            "IND" => "^" + contract.LocalSymbol,
            _ => contract.LocalSymbol,
        };
        var venue = contract.SecType == "STK" ? contract.PrimaryExchange : contract.Exchange;
        return id.Symbol == symbol && id.Venue == venue;
    }
}

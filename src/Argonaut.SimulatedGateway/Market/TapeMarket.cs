using System.Collections.Frozen;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>
/// The synthetic market: one deterministic tape per instrument (ib-tws-protocol.md 12.1, rules 5 to 7), played along the clock for
/// subscribers and read at random for history.
/// </summary>
public sealed class TapeMarket : ISimulatedMarket
{
    private static readonly DateOnly FirstAnchor = new(2020, 1, 1);
    private const int AnchorDays = 5_844;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TapeMarketOptions _options;
    private readonly FrozenDictionary<int, TickTape> _tapes;
    private readonly Subscribers _subscribers = new();

    public TapeMarket(TapeMarketOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Speed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Speed, 1_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.TicksPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TicksPerSecond, 20);
        _options = options;
        Clock = new MarketClock(time, options.Speed);
        var today = Clock.Today;
        var first = UnixSeconds.Of(today) - options.HistoryDays * UnixSeconds.PerDay;
        var paths = new Dictionary<string, PricePath>();
        var contracts = new List<SimulatedContract>();
        var tapes = new Dictionary<int, TickTape>();
        foreach (var (contract, root, style) in BuiltInTapes.All(today))
        {
            if (!paths.TryGetValue(root.Name, out var path))
                paths[root.Name] = path = new PricePath(
                    Noise.Seed(options.Seed, root.Name), root.Price, root.DailyVolatility, new ActivityProfile(root.Regular, root.Quiet),
                    UnixSeconds.Of(FirstAnchor) / UnixSeconds.PerDay, AnchorDays);
            contracts.Add(contract);
            var listed = contract.RealExpirationDate.Length > 0 ? UnixSeconds.Of(today) - 180 * UnixSeconds.PerDay : first;
            tapes[contract.ConId] = new TickTape(
                Noise.Seed(options.Seed, $"{contract.LocalSymbol}#{contract.ConId}"), path, style, contract, CalendarOf(contract),
                options.TicksPerSecond, Math.Max(first, listed));
        }

        Contracts = new ContractBook(contracts);
        _tapes = tapes.ToFrozenDictionary();
    }

    public MarketClock Clock { get; }

    public ContractBook Contracts { get; }

    public TradingCalendar CalendarOf(SimulatedContract contract) =>
        _options.RealCalendar ? contract.Calendar : contract.Calendar.AroundTheClock();

    public ITickHistory? HistoryOf(SimulatedContract contract) => _tapes.GetValueOrDefault(contract.ConId);

    public void Subscribe(ITickSubscriber subscriber) => _subscribers.Add(subscriber);

    public void Unsubscribe(ITickSubscriber subscriber) => _subscribers.Remove(subscriber);

    public async Task RunAsync(CancellationToken ct)
    {
        var sent = Clock.Now.Value;
        var ticks = new List<MarketTick>();
        using var timer = new PeriodicTimer(Step, Clock.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var now = Clock.Now.Value;
                foreach (var group in _subscribers.All.GroupBy(static s => s.Contract.ConId)) Play(group, sent, now, ticks);
                sent = Math.Max(sent, now);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    /// <summary>Sends what happened in <c>(after, upTo]</c>, nanoseconds since 1970.</summary>
    private void Play(IGrouping<int, ITickSubscriber> subscribers, long after, long upTo, List<MarketTick> ticks)
    {
        const long perSecond = Argonaut.Domain.UnixNanos.PerSecond;
        for (var second = after / perSecond; second <= upTo / perSecond; second++)
        {
            ticks.Clear();
            _tapes[subscribers.Key].ReadSecond(second, ticks);
            foreach (var tick in ticks)
            {
                if (tick.TsEvent.Value <= after || tick.TsEvent.Value > upTo) continue;
                foreach (var subscriber in subscribers)
                    if (tick.IsTrade ? subscriber.WantsTrades : subscriber.WantsQuotes) subscriber.OnTick(tick);
            }
        }
    }
}

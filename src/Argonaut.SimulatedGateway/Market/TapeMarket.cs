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
    private readonly DateOnly _today;
    private readonly Lazy<FrozenDictionary<int, MovedTape>> _alwaysOpen;
    private readonly Lazy<FrozenDictionary<int, MovedTape>> _inHours;
    private readonly Subscribers _subscribers = new();
    private readonly Lock _playing = new();
    private readonly List<MarketTick> _ticks = [];
    private volatile bool _isRealCalendar;
    private long _played;

    public TapeMarket(TapeMarketOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.TicksPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TicksPerSecond, 20);
        _options = options;
        _isRealCalendar = options.RealCalendar;
        Clock = new MarketClock(time);
        _today = Clock.Today;
        Contracts = new ContractBook(BuiltInTapes.All(_today).Select(static t => t.Contract));
        _alwaysOpen = new Lazy<FrozenDictionary<int, MovedTape>>(() => Tapes(static c => c.Calendar.AroundTheClock()));
        _inHours = new Lazy<FrozenDictionary<int, MovedTape>>(() => Tapes(static c => c.Calendar));
    }

    /// <summary>True: every instrument trades in its hours only; false: around the clock. Prices are the same in both.</summary>
    public bool IsRealCalendar
    {
        get => _isRealCalendar;
        set => _isRealCalendar = value;
    }

    public MarketClock Clock { get; }

    public ContractBook Contracts { get; }

    public TradingCalendar CalendarOf(SimulatedContract contract) =>
        _isRealCalendar ? contract.Calendar : contract.Calendar.AroundTheClock();

    public ITickHistory? HistoryOf(SimulatedContract contract) => TapeOf(contract.ConId);

    public bool IsHalted(SimulatedContract contract) => TapeOf(contract.ConId)?.IsHalted(Clock.NowSeconds) ?? false;

    /// <summary>Moves a contract's price from the next second on.</summary>
    /// <param name="by">Wire price; rounded to the price grid.</param>
    public void Move(SimulatedContract contract, decimal by)
    {
        var mantissa = (long)(by * Domain.Numbers.FixedPoint.PowerOfTen(contract.WirePriceScale)) / contract.TickMantissa * contract.TickMantissa;
        foreach (var tapes in (Lazy<FrozenDictionary<int, MovedTape>>[])[_alwaysOpen, _inHours])
            tapes.Value.GetValueOrDefault(contract.ConId)?.Move(Clock.NowSeconds + 1, mantissa);
    }

    /// <summary>Halts trading in a contract from the next second on.</summary>
    public void Halt(SimulatedContract contract, TimeSpan length)
    {
        var from = Clock.NowSeconds + 1;
        foreach (var tapes in (Lazy<FrozenDictionary<int, MovedTape>>[])[_alwaysOpen, _inHours])
            tapes.Value.GetValueOrDefault(contract.ConId)?.Halt(from, from + (long)length.TotalSeconds);
    }

    public void Subscribe(ITickSubscriber subscriber) => _subscribers.Add(subscriber);

    public void Unsubscribe(ITickSubscriber subscriber) => _subscribers.Remove(subscriber);

    public async Task RunAsync(CancellationToken ct)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _played = Clock.Now.Value;
        await using var timer = Clock.Time.CreateTimer(_ => PlayDue(failed), null, Step, Step);
        try
        {
            await failed.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    /// <summary>On the timer, never twice at a time: with a hand-driven clock everything happens in one order.</summary>
    private void PlayDue(TaskCompletionSource failed)
    {
        if (!_playing.TryEnter()) return;
        try
        {
            var now = Clock.Now.Value;
            foreach (var group in _subscribers.All.GroupBy(static s => s.Contract.ConId)) Play(group, _played, now, _ticks);
            _played = Math.Max(_played, now);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failed.TrySetException(e);
        }
        finally
        {
            _playing.Exit();
        }
    }

    private MovedTape? TapeOf(int conId) => (_isRealCalendar ? _inHours : _alwaysOpen).Value.GetValueOrDefault(conId);

    private FrozenDictionary<int, MovedTape> Tapes(Func<SimulatedContract, TradingCalendar> calendarOf)
    {
        var first = UnixSeconds.Of(_today) - _options.HistoryDays * UnixSeconds.PerDay;
        var paths = new Dictionary<string, PricePath>();
        var tapes = new Dictionary<int, MovedTape>();
        foreach (var (contract, root, style) in BuiltInTapes.All(_today))
        {
            if (!paths.TryGetValue(root.Name, out var path))
                paths[root.Name] = path = new PricePath(
                    Noise.Seed(_options.Seed, root.Name), root.Price, root.DailyVolatility, new ActivityProfile(root.Regular, root.Quiet),
                    UnixSeconds.Of(FirstAnchor) / UnixSeconds.PerDay, AnchorDays);
            var listed = contract.RealExpirationDate.Length > 0 ? UnixSeconds.Of(_today) - 180 * UnixSeconds.PerDay : first;
            tapes[contract.ConId] = new MovedTape(new TickTape(
                Noise.Seed(_options.Seed, $"{contract.LocalSymbol}#{contract.ConId}"), path, style, contract, calendarOf(contract),
                _options.TicksPerSecond, Math.Max(first, listed)));
        }

        return tapes.ToFrozenDictionary();
    }

    /// <summary>Sends what happened in <c>(after, upTo]</c>, nanoseconds since 1970.</summary>
    private void Play(IGrouping<int, ITickSubscriber> subscribers, long after, long upTo, List<MarketTick> ticks)
    {
        const long perSecond = Argonaut.Domain.UnixNanos.PerSecond;
        if (TapeOf(subscribers.Key) is not { } tape) return;
        for (var second = after / perSecond; second <= upTo / perSecond; second++)
        {
            ticks.Clear();
            tape.ReadSecond(second, ticks);
            foreach (var tick in ticks)
            {
                if (tick.TsEvent.Value <= after || tick.TsEvent.Value > upTo) continue;
                foreach (var subscriber in subscribers)
                    if (tick.IsTrade ? subscriber.WantsTrades : subscriber.WantsQuotes) subscriber.OnTick(tick);
            }
        }
    }
}

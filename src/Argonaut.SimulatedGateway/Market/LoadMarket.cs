using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>
/// Sends ticks to the subscribed streams in turn, at a fixed total rate by schedule (open loop: a slow reader does not slow the
/// schedule) or as fast as the readers allow. The n-th tick is a function of n and the seed. There is no history.
/// </summary>
public sealed class LoadMarket : ISimulatedMarket
{
    private const int BatchTicks = 512;
    private const int FirstConId = 800_000_001;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    private readonly LoadMarketOptions _options;
    private readonly Subscribers _subscribers = new();
    private long _sent;

    public LoadMarket(LoadMarketOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.TicksPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Instruments, 1);
        _options = options;
        Clock = new MarketClock(time);
        Contracts = new ContractBook(Enumerable.Range(0, options.Instruments).Select(static i =>
            BuiltInContracts.UsStock(FirstConId + i, $"LOAD{i + 1:0000}", $"LOAD INSTRUMENT {i + 1}")));
    }

    public MarketClock Clock { get; }

    public ContractBook Contracts { get; }

    /// <summary>Ticks handed to subscribers so far, with those being handed just now.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public TradingCalendar CalendarOf(SimulatedContract contract) => contract.Calendar.AroundTheClock();

    public ITickHistory? HistoryOf(SimulatedContract contract) => null;

    public void Subscribe(ITickSubscriber subscriber) => _subscribers.Add(subscriber);

    public void Unsubscribe(ITickSubscriber subscriber) => _subscribers.Remove(subscriber);

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            using var timer = new PeriodicTimer(Step, Clock.Time);
            while (_subscribers.All.Length < _options.StartAtStreams) await timer.WaitForNextTickAsync(ct);
            if (_options.TicksPerSecond == 0) await RunFreelyAsync(timer, ct);
            else await RunByScheduleAsync(timer, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    private async Task RunByScheduleAsync(PeriodicTimer timer, CancellationToken ct)
    {
        var start = Clock.Now;
        long position = 0;
        while (!IsDone(position))
        {
            await timer.WaitForNextTickAsync(ct);
            var now = Clock.Now;
            var due = (long)((Int128)(now - start) * _options.TicksPerSecond / UnixNanos.PerSecond);
            position = Send(position, _options.TotalTicks > 0 ? Math.Min(due, _options.TotalTicks) : due, now);
        }
    }

    private async Task RunFreelyAsync(PeriodicTimer timer, CancellationToken ct)
    {
        long position = 0;
        while (!IsDone(position) && !ct.IsCancellationRequested)
        {
            var subscribers = _subscribers.All;
            if (subscribers.IsEmpty) await timer.WaitForNextTickAsync(ct);
            foreach (var subscriber in subscribers) await subscriber.WaitForRoomAsync(ct);
            var end = position + BatchTicks;
            position = Send(position, _options.TotalTicks > 0 ? Math.Min(end, _options.TotalTicks) : end, Clock.Now);
        }
    }

    private bool IsDone(long position) => _options.TotalTicks > 0 && position >= _options.TotalTicks;

    /// <returns>The position reached; unchanged when nobody is subscribed.</returns>
    private long Send(long from, long to, UnixNanos now)
    {
        var subscribers = _subscribers.All;
        if (subscribers.IsEmpty) return from;
        Interlocked.Add(ref _sent, to - from);   // before: a reader that has them all must not find fewer
        for (var n = from; n < to; n++)
        {
            var subscriber = subscribers[(int)(n % subscribers.Length)];
            var hash = Noise.At(_options.Seed, n);
            var price = 10_000 + subscriber.Contract.ConId % 1_000 * 10 + (long)(hash & 0xFF);
            var size = 1 + (long)((hash >> 8) & 0xFF);
            subscriber.OnTick(subscriber.WantsTrades
                ? new MarketTick(MarketEventKind.Trade, price, size, 0, 0, 0, 0, now)
                : new MarketTick(MarketEventKind.Quote, price, price + 1, size, size + 1, 0, 0, now));
        }

        return to;
    }
}

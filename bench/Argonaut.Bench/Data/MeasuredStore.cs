using System.Collections.Immutable;
using Argonaut.Bench.Measuring;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Bench.Data;

/// <summary>A store that notes when each tick became durable: the time after the commit's answer minus the tick's <c>ts_init</c>.</summary>
internal sealed class MeasuredStore(IMarketStore inner, TimeProvider time) : IMarketStore
{
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _lags = new();
    private UnixNanos _first = UnixNanos.MaxValue;
    private UnixNanos _last;

    /// <summary>Ticks that are durable.</summary>
    public long Ticks
    {
        get
        {
            lock (_gate) return _lags.Count;
        }
    }

    /// <summary>Lags of all ticks, and the time from the first tick's receipt to the last commit.</summary>
    public (LatencyHistogram Lags, TimeSpan Span) Read()
    {
        lock (_gate)
        {
            var copy = new LatencyHistogram();
            copy.Merge(_lags);
            return (copy, _lags.Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds((_last - _first) / 1_000.0));
        }
    }

    public Task PrepareAsync(StoreBatch batch) => inner.PrepareAsync(batch);

    public async Task CommitAsync(StoreBatch batch, CancellationToken ct)
    {
        await inner.CommitAsync(batch, ct);
        var now = HybridClock.Now(time);
        lock (_gate)
        {
            Note(batch.Trades.Span, now);
            Note(batch.Quotes.Span, now);
        }
    }

    public Task<ImmutableArray<Instrument>> LoadInstrumentsAsync(CancellationToken ct) => inner.LoadInstrumentsAsync(ct);

    public Task<Instrument> SaveInstrumentAsync(Instrument instrument, CancellationToken ct) => inner.SaveInstrumentAsync(instrument, ct);

    public Task<ImmutableArray<Recording>> LoadSubscriptionsAsync(CancellationToken ct) => inner.LoadSubscriptionsAsync(ct);

    public Task SaveSubscriptionAsync(Recording recording, CancellationToken ct) => inner.SaveSubscriptionAsync(recording, ct);

    public Task<StreamPosition> OpenStreamAsync(string source, MarketEventKind kind, CancellationToken ct) => inner.OpenStreamAsync(source, kind, ct);

    public Task<ImmutableArray<MarketEvent>> ReadTicksAsync(TickQuery query, CancellationToken ct) => inner.ReadTicksAsync(query, ct);

    public IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> StreamTicksAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct) =>
        inner.StreamTicksAsync(kind, instrument, from, to, ct);

    public Task<MarketEvent?> LatestTickAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct) =>
        inner.LatestTickAsync(kind, instrument, ct);

    public Task<ImmutableArray<Bar>> ReadBarsAsync(BarQuery query, CancellationToken ct) => inner.ReadBarsAsync(query, ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(CancellationToken ct) => inner.CoverageAsync(ct);

    public Task<ImmutableArray<CoverageRow>> CoverageAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => inner.CoverageAsync(from, to, ct);

    public Task<ImmutableArray<Gap>> ReadGapsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, int limit, CancellationToken ct) =>
        inner.ReadGapsAsync(instrument, from, to, limit, ct);

    public Task<StoreHealth> CheckAsync(CancellationToken ct) => inner.CheckAsync(ct);

    private void Note(ReadOnlySpan<MarketEvent> ticks, UnixNanos now)
    {
        foreach (ref readonly var tick in ticks)
        {
            _lags.Record(now - tick.TsInit);
            if (tick.TsInit < _first) _first = tick.TsInit;
            _last = now;
        }
    }
}

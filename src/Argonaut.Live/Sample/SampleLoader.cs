using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Bars;
using Argonaut.Trading.Lines;

namespace Argonaut.Live.Sample;

/// <summary>Makes the sample into an empty store, as ingestion would have: numbered ticks, their bars, and a gap in the ledger.</summary>
public sealed class SampleLoader
{
    private const long Step = 30 * UnixNanos.PerMinute;

    private readonly IMarketStore _store;
    private readonly ImmutableArray<Line> _lines;
    private readonly StreamPosition _trades;
    private readonly StreamPosition _quotes;
    private readonly BarChanges _changes = new();
    private long _lastTrade;
    private long _lastQuote;

    private SampleLoader(IMarketStore store, ImmutableArray<Line> lines, StreamPosition trades, StreamPosition quotes) =>
        (_store, _lines, _trades, _quotes) = (store, lines, trades, quotes);

    /// <param name="store">Empty.</param>
    /// <param name="report">Share done from 0 to 1 and ticks stored so far.</param>
    /// <param name="ct">Stops between two batches.</param>
    /// <returns>Ticks that were stored.</returns>
    public static async Task<long> RunAsync(IMarketStore store, Action<double, long> report, CancellationToken ct)
    {
        var lines = ImmutableArray.CreateBuilder<Line>();
        foreach (var series in SampleMarket.Series)
        {
            var saved = await store.SaveInstrumentAsync(series.Definition, ct);
            lines.Add(new Line(new SampleTape(series, saved.Key), new BarBuilder(saved.Key, saved.BarPriceType, SampleMarket.Days[0]), saved.Key));
        }

        var loader = new SampleLoader(
            store, lines.ToImmutable(), await store.OpenStreamAsync(SampleMarket.Source, MarketEventKind.Trade, ct),
            await store.OpenStreamAsync(SampleMarket.Source, MarketEventKind.Quote, ct));
        return await loader.RunAsync(report, ct);
    }

    private async Task<long> RunAsync(Action<double, long> report, CancellationToken ct)
    {
        var done = 0;
        var steps = (double)SampleMarket.Days.Sum(day => StepsOf(day).Count());
        foreach (var day in SampleMarket.Days)
            foreach (var from in StepsOf(day))
            {
                await AddAsync(day, from, ct);
                report(++done / steps, _lastTrade + _lastQuote);
            }

        foreach (var line in _lines) line.Bars.Advance(SampleMarket.End, _changes);
        await _store.CommitAsync(new StoreBatch { Bars = TakeBars(), Gaps = GapsOfHole() }, ct);
        return _lastTrade + _lastQuote;
    }

    private static IEnumerable<UnixNanos> StepsOf(UnixNanos day)
    {
        var (open, close) = SampleMarket.SessionOf(day);
        for (var at = open; at < close; at += Step) yield return at;
    }

    private async Task AddAsync(UnixNanos day, UnixNanos from, CancellationToken ct)
    {
        var (open, close) = SampleMarket.SessionOf(day);
        List<MarketEvent> quotes = [], trades = [];
        for (var second = from; second < from + Step; second += UnixNanos.PerSecond)
            for (var i = 0; i < _lines.Length; i++)
            {
                var isLost = i == SampleMarket.Hole.Series && second >= SampleMarket.Hole.From && second < SampleMarket.Hole.To;
                _lines[i].Tape.Draw(second, open, close, isLost ? [] : quotes, isLost ? [] : trades);
            }

        var batch = new StoreBatch { Trades = Number(trades, _trades.Stream, ref _lastTrade), Quotes = Number(quotes, _quotes.Stream, ref _lastQuote) };
        foreach (var line in _lines)
        {
            foreach (ref readonly var tick in batch.Of(line.Bars.TickKind).Span)
                if (tick.Instrument == line.Key) line.Bars.Add(tick, _changes);
            line.Bars.Advance(from + Step, _changes);
        }

        await _store.CommitAsync(batch with { Bars = TakeBars() }, ct);
    }

    /// <summary>In the order in which they were received, each a moment of its own.</summary>
    private static MarketEvent[] Number(List<MarketEvent> ticks, int stream, ref long last)
    {
        var ordered = ticks.OrderBy(tick => tick.TsInit).ToArray();
        for (var i = 0; i < ordered.Length; i++)
        {
            var at = i > 0 && ordered[i].TsInit <= ordered[i - 1].TsInit ? ordered[i - 1].TsInit + 1 : ordered[i].TsInit;
            ordered[i] = ordered[i] with { Stream = stream, Sequence = ++last, TsInit = at };
        }

        return ordered;
    }

    private ImmutableArray<Bar> TakeBars()
    {
        ImmutableArray<Bar> bars = [.. _changes.Closed];
        _changes.Clear();
        return bars;
    }

    private ImmutableArray<Gap> GapsOfHole()
    {
        var (series, from, to) = SampleMarket.Hole;
        Gap Of(StreamPosition stream, MarketEventKind kind) => new(
            0, stream.Stream, _lines[series].Key, kind, from, to, null, null, GapCauses.TextOf(GapCause.LinkLost), SampleMarket.Source, GapState.Unfillable,
            "A gap of the sample: nothing was recorded for twenty minutes.");
        return [Of(_trades, MarketEventKind.Trade), Of(_quotes, MarketEventKind.Quote)];
    }

    private sealed record Line(SampleTape Tape, BarBuilder Bars, InstrumentKey Key);
}

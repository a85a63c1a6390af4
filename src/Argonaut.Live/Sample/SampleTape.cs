using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Live.Sample;

/// <summary>The ticks of one instrument of the sample, a second at a time: a price that wanders, busier near the open and the close.</summary>
internal sealed class SampleTape(SampleSeries series, InstrumentKey key)
{
    /// <summary>A tick has been received before its second is over, so that seconds do not mix.</summary>
    private const int LastMillisecond = 900;
    private const long BusyTime = 30 * UnixNanos.PerMinute;

    private readonly Random _random = new(series.Seed);
    private long _price = series.FirstPrice;

    /// <summary>Draws the second; the same calls draw the same ticks, whether they are kept or not.</summary>
    public void Draw(UnixNanos second, UnixNanos open, UnixNanos close, List<MarketEvent> quotes, List<MarketEvent> trades)
    {
        _price += _random.Next(-1, 2);
        var chance = second - open < BusyTime || close - second < BusyTime ? 60 : 30;
        var (hasQuote, hasTrade) = (_random.Next(100) < chance, _random.Next(100) < chance / 2);
        var (bid, ask) = (_price, _price + 1 + _random.Next(2));
        var (bidSize, askSize, size) = (1 + _random.Next(40), 1 + _random.Next(40), 1 + _random.Next(300));
        var isBuyer = _random.Next(2) == 0;
        var at = _random.Next(LastMillisecond);
        if (hasQuote)
            quotes.Add(Tick(MarketEventKind.Quote, second, at, bid * series.Step, ask * series.Step, 100 * bidSize * series.SizeUnit, 100 * askSize * series.SizeUnit));
        if (hasTrade && series.HasTrades)
            trades.Add(Tick(MarketEventKind.Trade, second, at + 1, (isBuyer ? ask : bid) * series.Step, size * series.SizeUnit, 0, 0) with
            {
                Flags = isBuyer ? TickFlags.Buyer : TickFlags.Seller,
            });
    }

    private MarketEvent Tick(MarketEventKind kind, UnixNanos second, int millisecond, long a, long b, long c, long d)
    {
        var at = second + millisecond * UnixNanos.PerMillisecond;
        return new MarketEvent(kind, key, a, b, c, d, TickFlags.None, at, at + _random.Next(2_000, 20_000) * UnixNanos.PerMicrosecond);
    }
}

using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Integration.Postgres;

/// <summary>Small builders of what the store keeps.</summary>
internal static class Make
{
    /// <summary>2026-11-20T14:30:00Z.</summary>
    public static readonly UnixNanos Noon = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + (14 * UnixNanos.PerHour + 30 * UnixNanos.PerMinute);

    public static Instrument Equity(string id = "AAPL.NASDAQ", byte priceScale = 8, byte sizeScale = 8) => new()
    {
        Id = InstrumentId.Parse(id),
        Source = "IB",
        Class = InstrumentClass.Equity,
        AssetClass = AssetClass.Equity,
        RawSymbol = id[..id.LastIndexOf('.')],
        QuoteCurrency = "USD",
        PriceIncrement = Price.Parse("0.01"),
        SizeIncrement = Quantity.Parse("1"),
        PriceScale = priceScale,
        SizeScale = sizeScale,
    };

    /// <summary>Trades <paramref name="first"/> and up of a stream, a millisecond apart.</summary>
    public static MarketEvent[] Trades(InstrumentKey instrument, StreamPosition stream, int count, long first = 1) =>
        [.. Enumerable.Range(0, count).Select(i => Trade(instrument, stream.Stream, first + i))];

    public static MarketEvent Trade(InstrumentKey instrument, int stream, long sequence, UnixNanos? tsEvent = null, UnixNanos? tsInit = null)
    {
        var at = tsEvent ?? Noon + sequence * UnixNanos.PerMillisecond;
        return new(
            MarketEventKind.Trade, instrument, 15_025_000_000 + sequence % 100 * 1_000_000, 100_000_000 * (1 + sequence % 7), 0, 0,
            sequence % 2 == 0 ? TickFlags.Buyer : TickFlags.Seller, at, tsInit ?? at + 500, stream, sequence);
    }

    public static MarketEvent Quote(InstrumentKey instrument, int stream, long sequence)
    {
        var at = Noon + sequence * UnixNanos.PerMillisecond;
        return new(
            MarketEventKind.Quote, instrument, 15_024_000_000, 15_026_000_000, 300_000_000, 400_000_000, TickFlags.None, at, at + 300, stream, sequence);
    }

    public static Bar Bar(InstrumentKey instrument, Timeframe timeframe, UnixNanos open, int revision = 0) => new(
        instrument, timeframe, open, 100, 140, 90, 120, 1_000, 17, (Int128)long.MaxValue * 1_000, open + 1, open + 2, BarSource.Ticks, true, revision);
}

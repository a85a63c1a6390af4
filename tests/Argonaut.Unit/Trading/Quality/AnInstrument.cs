using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Unit.Trading.Quality;

/// <summary>Instruments and ticks of them. Prices and sizes are texts at scale 8.</summary>
internal static class AnInstrument
{
    public static readonly UnixNanos Noon = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 12 * UnixNanos.PerHour;

    public static Instrument Share { get; } = Of(InstrumentClass.Equity, AssetClass.Equity);

    public static Instrument Of(InstrumentClass instrumentClass, AssetClass assetClass, string increment = "0.01", string lot = "1") => new()
    {
        Key = new InstrumentKey(1), Id = InstrumentId.Parse("AAPL.NASDAQ"), Source = "IB", Class = instrumentClass, AssetClass = assetClass,
        RawSymbol = "AAPL", QuoteCurrency = "USD", PriceIncrement = Price.Parse(increment), SizeIncrement = Quantity.Parse(lot),
    };

    public static MarketEvent Trade(string price, string size = "100", UnixNanos? tsEvent = null, UnixNanos? tsInit = null, long identity = 0) => new(
        MarketEventKind.Trade, new InstrumentKey(1), Mantissa(price), Mantissa(size), 0, 0, TickFlags.None, tsEvent ?? Noon, tsInit ?? Noon, Identity: identity);

    public static MarketEvent Quote(string bid, string ask, UnixNanos? tsEvent = null) => new(
        MarketEventKind.Quote, new InstrumentKey(1), Mantissa(bid), Mantissa(ask), Mantissa("1"), Mantissa("2"), TickFlags.None, tsEvent ?? Noon, tsEvent ?? Noon);

    public static long Mantissa(string text) =>
        Argonaut.Domain.Numbers.FixedPoint.TryParse(text, 8, out var mantissa) == Argonaut.Domain.Numbers.NumberParse.Ok
            ? mantissa : throw new FormatException(text);
}

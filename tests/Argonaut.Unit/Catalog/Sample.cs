using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;

namespace Argonaut.Tests.Unit.Catalog;

/// <summary>Small instruments and ticks for tests.</summary>
internal static class Sample
{
    public static readonly UnixNanos Noon = UnixNanos.FromDate(new DateOnly(2026, 1, 5)) + 12 * UnixNanos.PerHour;

    public static ExportSettings Settings { get; } = new() { AllowMissingInstrument = true };

    public static Instrument Aapl { get; } = new()
    {
        Key = new InstrumentKey(1),
        Id = InstrumentId.Parse("AAPL.NASDAQ"),
        Source = "IB",
        Class = InstrumentClass.Equity,
        AssetClass = AssetClass.Equity,
        RawSymbol = "AAPL",
        QuoteCurrency = "USD",
        PriceIncrement = Price.Parse("0.01"),
        SizeIncrement = Quantity.Parse("1"),
        Isin = "US0378331005",
    };

    public static Instrument EurUsd { get; } = new()
    {
        Key = new InstrumentKey(2),
        Id = InstrumentId.Parse("EUR/USD.IDEALPRO"),
        Source = "IB",
        Class = InstrumentClass.CurrencyPair,
        AssetClass = AssetClass.Fx,
        RawSymbol = "EUR.USD",
        BaseCurrency = "EUR",
        QuoteCurrency = "USD",
        PriceIncrement = Price.Parse("0.00005"),
        SizeIncrement = Quantity.Parse("0.01"),
    };

    /// <summary>The UTC day of an instant.</summary>
    public static ExportRequest Day(UnixNanos at, Instrument? instrument = null)
    {
        var start = at - at.Value % UnixNanos.PerDay;
        return new ExportRequest(instrument ?? Aapl, start, start + UnixNanos.PerDay);
    }

    public static long Mantissa(string text) =>
        FixedPoint.TryParse(text, FixedPoint.DefaultScale, out var mantissa) == NumberParse.Ok ? mantissa : throw new ArgumentException(text);

    public static MarketEvent Trade(
        string price, string size, UnixNanos tsEvent, UnixNanos tsInit, TickFlags flags = TickFlags.None, long sequence = 1, int stream = 7) =>
        new(MarketEventKind.Trade, Aapl.Key, Mantissa(price), Mantissa(size), 0, 0, flags, tsEvent, tsInit, stream, sequence);

    public static MarketEvent Trade(string price, string size, UnixNanos at, long sequence = 1) => Trade(price, size, at, at, TickFlags.None, sequence);

    public static MarketEvent Quote(string bid, string ask, string bidSize, string askSize, UnixNanos at, long sequence = 1) =>
        new(MarketEventKind.Quote, Aapl.Key, Mantissa(bid), Mantissa(ask), Mantissa(bidSize), Mantissa(askSize), TickFlags.None, at, at, 8, sequence);

    /// <summary>A random walk of trades, the same for the same count.</summary>
    public static MarketEvent[] Trades(int count, UnixNanos start, long step = 2_500_000)
    {
        var random = new Random(42);
        var rows = new MarketEvent[count];
        var (cents, at) = (15_000L, start);
        for (var i = 0; i < count; i++)
        {
            cents += random.Next(-2, 3);
            at += random.NextInt64(step * 2);
            var second = at - at.Value % UnixNanos.PerSecond;
            rows[i] = new MarketEvent(
                MarketEventKind.Trade, Aapl.Key, cents * 1_000_000, random.Next(1, 10) * 100L * 100_000_000, 0, 0, (TickFlags)random.Next(3), second, at, 7, i + 1);
        }

        return rows;
    }
}

using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>Instruments, ticks and bars for tests. Prices are mantissas at scale 8.</summary>
internal static class Samples
{
    public const long One = 100_000_000;

    /// <summary>2023-12-25T15:00:00Z, a full hour.</summary>
    public static readonly UnixNanos Start = new(1_703_516_400_000_000_000);

    public static readonly FeedPacing Pacing = new()
    {
        Messages = new FeedMessagePacing(
            [new FeedQueue("order", 0, TimeSpan.Zero, TimeSpan.Zero), new FeedQueue("subscribe", 12, TimeSpan.FromMilliseconds(650.5), TimeSpan.FromSeconds(1))],
            SentLastSecond: 45, PerSecond: 45, IsSlowed: false),
        History = new FeedHistoryPacing(Waiting: 3, Open: 2, OpenLimit: 50, Used: 55, PerTenMinutes: 55, NextSlotIn: TimeSpan.FromSeconds(15)),
        Budgets = [new FeedBudget(FeedBudget.MarketDataLines, 7, 80, IsLearnt: true), new FeedBudget("market_depth", 0, int.MaxValue, IsLearnt: false)],
    };

    public static readonly Instrument Apple = new()
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
        Description = "APPLE INC",
        IsSimulated = true,
    };

    public static readonly Instrument Euro = new()
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
        SizeIncrement = Quantity.Parse("1"),
        Description = "European Monetary Union Euro",
        IsSimulated = true,
    };

    public static MarketEvent Trade(long sequence, UnixNanos at, Instrument? instrument = null, long cents = 15_025) => new(
        MarketEventKind.Trade, (instrument ?? Apple).Key, cents * One / 100, 100 * One, 0, 0, TickFlags.None, at, at + 1_000, 7, sequence);

    public static MarketEvent Quote(long sequence, UnixNanos at, Instrument? instrument = null) => new(
        MarketEventKind.Quote, (instrument ?? Apple).Key, 15_024 * One / 100, 15_026 * One / 100, 300 * One, 200 * One, TickFlags.None, at, at + 1_000, 8, sequence);

    public static Bar Bar(UnixNanos open, Timeframe timeframe, Instrument? instrument = null, bool isClosed = true, long closeCents = 15_110) => new(
        (instrument ?? Apple).Key, timeframe, open, 15_090 * One / 100, 15_112 * One / 100, 15_088 * One / 100, closeCents * One / 100, 8_120 * One, 41,
        (Int128)15_100 * One / 100 * (8_120 * One), open + 1, open + 2, BarSource.Ticks, isClosed, 0);

    public static SpoolStatus EmptySpool { get; } = new("/data/spool", 0, 1_000_000, 1, 0, 0, default, null, []);
}

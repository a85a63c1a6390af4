using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>Which underlyings the simulated market has, at which price level, and what trades on them.</summary>
internal static class BuiltInTapes
{
    private static readonly long[] StockTrades = Repeated(64, (100, 24), (200, 8), (300, 5), (400, 3), (500, 3), (1000, 2), (1, 4), (5, 3), (10, 4), (25, 3), (37, 2), (50, 3));
    private static readonly long[] StockQuotes = Repeated(64, (100, 20), (200, 14), (300, 10), (400, 6), (500, 5), (700, 4), (1000, 3), (1800, 2));
    private static readonly long[] FutureTrades = Repeated(32, (1, 16), (2, 7), (3, 4), (5, 3), (10, 1), (20, 1));
    private static readonly long[] FutureQuotes = Repeated(32, (8, 6), (15, 8), (24, 8), (37, 6), (62, 4));
    private static readonly long[] PairQuotes = Repeated(32, (50_000_000, 6), (100_000_000, 12), (200_000_000, 8), (300_000_000, 4), (500_000_000, 2));
    private static readonly long[] CoinTrades = Repeated(32, (1_000_000, 8), (5_000_000, 6), (10_000_000, 6), (2_345_678, 4), (25_000_000, 4), (50_000_000, 2), (100_000_000, 1), (12_345, 1));
    private static readonly long[] CoinQuotes = Repeated(32, (10_000_000, 8), (25_000_000, 8), (50_000_000, 8), (120_000_000, 6), (300_000_000, 2));
    private static readonly long[] IndexValues = [0];
    private static readonly long[] BondSizes = Repeated(16, (1_000, 8), (5_000, 4), (10_000, 2), (100_000, 2));

    /// <param name="today">Decides which futures months and option expiries exist.</param>
    public static IEnumerable<(SimulatedContract Contract, Underlying Root, TapeStyle Style)> All(DateOnly today)
    {
        var apple = BuiltInContracts.UsStock(265598, "AAPL", "APPLE INC", isin: "US0378331005", industry: "Technology", category: "Computers");
        var appleRoot = new Underlying("AAPL", 250, 0.016, TradingCalendar.UsStocks, 0.5);
        yield return (apple, appleRoot, Stock(0.6, 1.2));
        yield return UsStock(272093, "MSFT", "MICROSOFT CORP", 480, 0.014, "US5949181045", "Software", Stock(0.5, 1.1));
        yield return UsStock(76792991, "TSLA", "TESLA INC", 400, 0.02, "US88160R1014", "Auto Manufacturers", Stock(0.8, 1.6));
        yield return UsStock(3691937, "AMZN", "AMAZON.COM INC", 225, 0.017, "US0231351067", "Internet", Stock(0.5, 1.1));
        yield return UsStock(208813719, "GOOGL", "ALPHABET INC-CL A", 280, 0.016, "US02079K3059", "Internet", Stock(0.4, 1.0));

        var sp = new Underlying("SPX", 6_650, 0.01, TradingCalendar.UsStocks, 0.45);
        var nasdaq = new Underlying("NDX", 24_400, 0.013, TradingCalendar.UsStocks, 0.45);
        yield return (BuiltInContracts.UsStock(756733, "SPY", "SPDR S&P 500 ETF TRUST", "ARCA", "US78462F1030", "ETF"), sp,
            Stock(0.9, 1.8) with { Share = 0.0999 });
        yield return (BuiltInContracts.UsStock(320227571, "QQQ", "INVESCO QQQ TRUST SERIES 1", "NASDAQ", "US46090E1038", "ETF"), nasdaq,
            Stock(0.7, 1.5) with { Share = 0.0244 });
        yield return (BuiltInContracts.Index(416904, "SPX", "S&P 500 Stock Index", "CBOE"), sp,
            new TapeStyle { TradesPerSecond = 1, ExtraQuotesPerSecond = -1, TradeSizes = IndexValues, QuoteSizes = IndexValues });
        foreach (var (expiry, i) in Expiries.Quarterly(today).Take(3).Select(static (e, i) => (e, i)))
        {
            var carry = 1 + 0.009 * (i + 0.4);
            yield return (BuiltInContracts.Future(11004968, "ES", "E-mini S&P 500", "50", expiry), sp, Future(i, 1.0, 2.2, carry));
            yield return (BuiltInContracts.Future(11004958, "NQ", "E-mini NASDAQ 100", "20", expiry), nasdaq, Future(i, 0.8, 1.9, carry));
        }

        yield return (BuiltInContracts.LondonStock(38709473, "VOD", "VODAFONE GROUP PLC", "GB00BH4HKS39"),
            new Underlying("VOD", 0.89, 0.013, TradingCalendar.London, 0.5), Stock(0.25, 0.6));
        yield return Pair(12087792, "EUR", "USD", "European Monetary Union Euro", 1.085, 0.0045);
        yield return Pair(12087797, "GBP", "USD", "British pound", 1.272, 0.005);
        yield return Pair(15016059, "USD", "JPY", "United States dollar", 152.4, 0.0055);
        yield return Coin(BuiltInContracts.Crypto(479624278, "BTC", "Bitcoin cryptocurrency", "0.25", "1788", 25), 92_000, 0.02);
        yield return Coin(BuiltInContracts.Crypto(495759171, "ETH", "Ethereum cryptocurrency", "0.01", "1789", 1), 3_050, 0.02);
        foreach (var option in AppleOptions(apple, appleRoot, today)) yield return option;
        yield return (BuiltInContracts.TreasuryBond(), new Underlying("UST", 92.5, 0.004, TradingCalendar.UsBonds, 0.3),
            new TapeStyle { TradesPerSecond = 0.04, ExtraQuotesPerSecond = 0.15, TradeSizes = BondSizes, QuoteSizes = BondSizes });

        yield return UsStock(910_000_101, "DUAL", "DUAL LISTED SYSTEMS INC", 48, 0.018, "", "Software", Stock(0.1, 0.3));
        yield return (BuiltInContracts.UsStock(910_000_102, "DUAL", "DUAL MINING CORP", "NYSE"),
            new Underlying("DUAL.NYSE", 12.5, 0.02, TradingCalendar.UsStocks, 0.5), Stock(0.1, 0.3));
        yield return (BuiltInContracts.LondonStock(910_000_103, "DUAL", "DUAL HOLDINGS PLC", "GB0000000000"),
            new Underlying("DUAL.LSE", 3.2, 0.015, TradingCalendar.London, 0.5), Stock(0.1, 0.3));
    }

    /// <summary>Two expiries, eleven strikes around the price level, calls and puts, priced from the stock's own path.</summary>
    private static IEnumerable<(SimulatedContract, Underlying, TapeStyle)> AppleOptions(
        SimulatedContract apple, Underlying root, DateOnly today)
    {
        var number = 0;
        foreach (var expiry in Expiries.Monthly(today, minDays: 14).Take(2))
        {
            var years = (expiry.DayNumber - today.DayNumber) / 365.0;
            for (var strike = 225; strike <= 275; strike += 5)
                foreach (var right in "CP")
                {
                    yield return (BuiltInContracts.Option(apple, expiry, strike, right, number++), root, new TapeStyle
                    {
                        TradesPerSecond = 0.08,
                        ExtraQuotesPerSecond = 0.4,
                        TradeSizes = FutureTrades,
                        QuoteSizes = FutureQuotes,
                        NoiseShare = 0.4,
                        Curve = new OptionModel(strike, right == 'C', years).PriceOf,
                    });
                }
        }
    }

    private static (SimulatedContract, Underlying, TapeStyle) UsStock(
        int conId, string symbol, string name, double price, double volatility, string isin, string category, TapeStyle style) =>
        (BuiltInContracts.UsStock(conId, symbol, name, isin: isin, industry: "Technology", category: category),
            new Underlying(symbol + "#" + conId, price, volatility, TradingCalendar.UsStocks, 0.5), style);

    private static (SimulatedContract, Underlying, TapeStyle) Pair(
        int conId, string baseCurrency, string quoteCurrency, string name, double price, double volatility) =>
        (BuiltInContracts.Pair(conId, baseCurrency, quoteCurrency, name),
            new Underlying(baseCurrency + quoteCurrency, price, volatility, TradingCalendar.London, 0.6),
            new TapeStyle { TradesPerSecond = 0, ExtraQuotesPerSecond = 2.5, TradeSizes = IndexValues, QuoteSizes = PairQuotes });

    private static (SimulatedContract, Underlying, TapeStyle) Coin(SimulatedContract contract, double price, double volatility) =>
        (contract, new Underlying(contract.Symbol, price, volatility, TradingCalendar.UsStocks, 0.8),
            new TapeStyle { TradesPerSecond = 0.5, ExtraQuotesPerSecond = 1.5, TradeSizes = CoinTrades, QuoteSizes = CoinQuotes });

    private static TapeStyle Stock(double trades, double extraQuotes) => new()
    {
        TradesPerSecond = trades,
        ExtraQuotesPerSecond = extraQuotes,
        TradeSizes = StockTrades,
        QuoteSizes = StockQuotes,
        UnreportedPer256 = 10,
    };

    /// <summary>The front month trades most.</summary>
    private static TapeStyle Future(int month, double trades, double extraQuotes, double carry) => new()
    {
        TradesPerSecond = trades / (1 + 4 * month),
        ExtraQuotesPerSecond = extraQuotes / (1 + 2 * month),
        TradeSizes = FutureTrades,
        QuoteSizes = FutureQuotes,
        Share = carry,
    };

    private static long[] Repeated(int total, params ReadOnlySpan<(long Size, int Times)> sizes)
    {
        var all = new List<long>(total);
        foreach (var (size, times) in sizes)
            for (var i = 0; i < times; i++) all.Add(size);
        return all.Count == total ? [.. all] : throw new InvalidOperationException($"Expected {total} sizes, found {all.Count}.");
    }
}

/// <summary>What instruments derive their price from: one path each.</summary>
/// <param name="Quiet">Activity outside the regular session relative to its middle.</param>
internal sealed record Underlying(string Name, double Price, double DailyVolatility, TradingCalendar Regular, double Quiet);

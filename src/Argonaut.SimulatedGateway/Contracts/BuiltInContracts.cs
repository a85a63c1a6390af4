using System.Collections.Immutable;
using System.Globalization;

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>
/// The definitions of the instruments that the simulated market knows (ib-tws-protocol.md 12.1, rule 6). Contract ids, rules and hours
/// are the real ones where they are public knowledge; <c>DUAL</c> is invented to be ambiguous. The price levels are invented.
/// </summary>
internal static class BuiltInContracts
{
    private const int OptionIds = 756_800_001;
    private static readonly ImmutableArray<string> UsExchanges = ["SMART", "AMEX", "NYSE", "CBOE", "ISLAND", "BATS", "IEX", "ARCA"];
    private static readonly ImmutableArray<string> UsReports = ["ISLAND", "ARCA", "BATS", "NYSE", "IEX", "FINRA"];

    public static SimulatedContract UsStock(
        int conId, string symbol, string name, string primaryExchange = "NASDAQ", string isin = "", string stockType = "COMMON",
        string industry = "", string category = "") => new()
    {
        ConId = conId,
        Symbol = symbol,
        SecType = "STK",
        Exchange = "SMART",
        PrimaryExchange = primaryExchange,
        Currency = "USD",
        LocalSymbol = symbol,
        TradingClass = primaryExchange == "NASDAQ" ? "NMS" : symbol,
        MarketName = primaryExchange == "NASDAQ" ? "NMS" : symbol,
        MinTick = "0.01",
        ValidExchanges = UsExchanges,
        LongName = name,
        Industry = industry,
        Category = category,
        Subcategory = category,
        SecIds = isin.Length > 0 ? [("ISIN", isin)] : [],
        MarketRuleIds = Repeat(MarketRules.Penny, UsExchanges.Length),
        StockType = stockType,
        SuggestedSizeIncrement = "100",
        Calendar = TradingCalendar.UsStocks,
        WirePriceScale = 2,
        PriceDecimals = 2,
        TickMantissa = 1,
        TradeExchanges = UsReports,
    };

    public static SimulatedContract LondonStock(int conId, string symbol, string name, string isin) => new()
    {
        ConId = conId,
        Symbol = symbol,
        SecType = "STK",
        Exchange = "LSE",
        PrimaryExchange = "LSE",
        Currency = "GBP",
        LocalSymbol = symbol,
        TradingClass = "SET1",
        MarketName = "SET1",
        MinTick = "0.0001",
        ValidExchanges = ["SMART", "LSE", "CHIXUK"],
        PriceMagnifier = 100,
        LongName = name,
        Industry = "Communications",
        Category = "Telecommunications",
        Subcategory = "Cellular Telecom",
        SecIds = [("ISIN", isin)],
        MarketRuleIds = Repeat("557", 3),
        StockType = "COMMON",
        SuggestedSizeIncrement = "100",
        Calendar = TradingCalendar.London,
        WirePriceScale = 2,
        PriceDecimals = 2,
        TickMantissa = 1,
        TradeExchanges = ["LSE", "CHIXUK"],
    };

    public static SimulatedContract Pair(int conId, string baseCurrency, string quoteCurrency, string name) => new()
    {
        ConId = conId,
        Symbol = baseCurrency,
        SecType = "CASH",
        Exchange = "IDEALPRO",
        Currency = quoteCurrency,
        LocalSymbol = $"{baseCurrency}.{quoteCurrency}",
        TradingClass = $"{baseCurrency}.{quoteCurrency}",
        MarketName = $"{baseCurrency}.{quoteCurrency}",
        MinTick = quoteCurrency == "JPY" ? "0.005" : "0.00005",
        ValidExchanges = ["IDEALPRO"],
        LongName = name,
        AggGroup = "4",
        MarketRuleIds = quoteCurrency == "JPY" ? "240" : "239",
        MinSize = "0.01",
        SizeIncrement = "0.01",
        SuggestedSizeIncrement = "0.01",
        Calendar = TradingCalendar.Forex,
        WirePriceScale = quoteCurrency == "JPY" ? (byte)3 : (byte)5,
        PriceDecimals = quoteCurrency == "JPY" ? (byte)3 : (byte)5,
        TickMantissa = 5,
        SizeScale = 2,
    };

    public static SimulatedContract Future(
        int underConId, string symbol, string name, string multiplier, DateOnly expiry) => new()
    {
        ConId = underConId + expiry.Year % 100 * 10_000 + expiry.Month * 100 + 600_000_000,
        Symbol = symbol,
        SecType = "FUT",
        LastTradeDateText = $"{Date(expiry)} 08:30 US/Central",
        Multiplier = multiplier,
        Exchange = "CME",
        Currency = "USD",
        LocalSymbol = symbol + Expiries.Code(expiry),
        TradingClass = symbol,
        MarketName = symbol,
        MinTick = "0.25",
        ValidExchanges = ["CME", "QBALGO"],
        UnderConId = underConId,
        LongName = name,
        ContractMonth = expiry.ToString("yyyyMM", CultureInfo.InvariantCulture),
        EvMultiplier = "",
        AggGroup = "2147483647",
        UnderSymbol = symbol,
        UnderSecType = "IND",
        MarketRuleIds = "67,67",
        RealExpirationDate = Date(expiry),
        Calendar = TradingCalendar.UsFutures,
        WirePriceScale = 2,
        PriceDecimals = 2,
        TickMantissa = 25,
    };

    public static SimulatedContract Index(int conId, string symbol, string name, string exchange) => new()
    {
        ConId = conId,
        Symbol = symbol,
        SecType = "IND",
        Exchange = exchange,
        Currency = "USD",
        LocalSymbol = symbol,
        TradingClass = symbol,
        MarketName = symbol,
        MinTick = "0.01",
        ValidExchanges = [exchange],
        LongName = name,
        Industry = "Indices",
        Category = "Broad Range Equity Index",
        Subcategory = "*",
        AggGroup = "2147483647",
        MarketRuleIds = MarketRules.Penny,
        Calendar = TradingCalendar.UsOptions,
        WirePriceScale = 2,
        PriceDecimals = 2,
        TickMantissa = 1,
    };

    public static SimulatedContract Crypto(int conId, string symbol, string name, string minTick, string rule, long tickMantissa) => new()
    {
        ConId = conId,
        Symbol = symbol,
        SecType = "CRYPTO",
        Exchange = "PAXOS",
        Currency = "USD",
        LocalSymbol = $"{symbol}.USD",
        TradingClass = $"{symbol}.USD",
        MarketName = $"{symbol}.USD",
        MinTick = minTick,
        ValidExchanges = ["PAXOS"],
        LongName = name,
        AggGroup = "2147483647",
        MarketRuleIds = rule,
        MinSize = "0.00000001",
        SizeIncrement = "0.00000001",
        SuggestedSizeIncrement = "0.00000001",
        Calendar = TradingCalendar.Always with { Zone = ExchangeZone.NewYork },
        WirePriceScale = 2,
        PriceDecimals = 2,
        TickMantissa = tickMantissa,
        SizeScale = 8,
        TradeExchanges = ["PAXOS"],
    };

    /// <param name="number">0 and up, unique in the chain: makes the contract id.</param>
    public static SimulatedContract Option(SimulatedContract underlying, DateOnly expiry, int strike, char right, int number) => new()
    {
        ConId = OptionIds + number,
        Symbol = underlying.Symbol,
        SecType = "OPT",
        LastTradeDateText = Date(expiry),
        Strike = strike.ToString(CultureInfo.InvariantCulture),
        Right = right.ToString(),
        Multiplier = "100",
        Exchange = "SMART",
        Currency = underlying.Currency,
        LocalSymbol = string.Create(CultureInfo.InvariantCulture, $"{underlying.Symbol,-6}{expiry:yyMMdd}{right}{strike * 1000:00000000}"),
        TradingClass = underlying.Symbol,
        MarketName = underlying.Symbol,
        MinTick = "0.01",
        ValidExchanges = ["SMART", "AMEX", "CBOE", "PHLX", "BOX"],
        UnderConId = underlying.ConId,
        LongName = underlying.LongName,
        ContractMonth = expiry.ToString("yyyyMM", CultureInfo.InvariantCulture),
        AggGroup = "2",
        UnderSymbol = underlying.Symbol,
        UnderSecType = underlying.SecType,
        MarketRuleIds = "32,109,109,109,109",
        RealExpirationDate = Date(expiry),
        Calendar = TradingCalendar.UsOptions,
        WirePriceScale = 2,
        PriceDecimals = 2,
        TickMantissa = 1,
        TradeExchanges = ["AMEX", "CBOE", "PHLX", "BOX"],
    };

    public static SimulatedContract TreasuryBond() => new()
    {
        ConId = 590_000_001,
        Symbol = "912810TL8",
        SecType = "BOND",
        LastTradeDateText = "20521115",
        Exchange = "SMART",
        Currency = "USD",
        LocalSymbol = "912810TL8",
        TradingClass = "US-T",
        MarketName = "US-T",
        MinTick = "0.0001",
        ValidExchanges = ["SMART", "BONDDESK"],
        LongName = "T 4 11/15/52",
        SecIds = [("CUSIP", "912810TL8")],
        MarketRuleIds = "1921,1921",
        MinSize = "1000",
        SizeIncrement = "1000",
        SuggestedSizeIncrement = "1000",
        Calendar = TradingCalendar.UsBonds,
        WirePriceScale = 4,
        PriceDecimals = 4,
        TickMantissa = 1,
        TradeExchanges = ["BONDDESK"],
        Bond = new BondTerms
        {
            Cusip = "912810TL8",
            Coupon = "4",
            Maturity = "20521115 23:59:59 US/Eastern",
            IssueDate = "20221115",
            Ratings = "AAA",
            BondType = "GOVT",
            CouponType = "FIXED",
        },
    };

    private static string Date(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Repeat(string rule, int times) => string.Join(',', Enumerable.Repeat(rule, times));
}

using System.Collections.Frozen;
using System.Globalization;
using Argonaut.Domain;

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>
/// Contract details for recorded instruments that the simulated market does not know, made from the id and the recorded precisions:
/// <c>EUR/USD.SIM</c> becomes a pair on exchange SIM, <c>BTCUSDT-PERP.BINANCE</c> a crypto contract on BINANCE, <c>ESH6.CME</c> a future,
/// everything else a stock.
/// </summary>
internal static class ReplayedContracts
{
    private static readonly FrozenSet<string> Currencies = FrozenSet.Create(
        "AUD", "CAD", "CHF", "CNH", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "SEK", "SGD",
        "TRY", "USD", "ZAR");

    private static readonly FrozenSet<string> CryptoVenues = FrozenSet.Create(
        "BINANCE", "BITMEX", "BITSTAMP", "BYBIT", "COINBASE", "DERIBIT", "DYDX", "HYPERLIQUID", "KRAKEN", "OKX", "PAXOS", "ZEROHASH");

    private static readonly FrozenSet<string> FutureVenues = FrozenSet.Create(
        "CBOT", "CME", "COMEX", "EUREX", "GLBX", "NYMEX", "XCBT", "XCEC", "XCME", "XEUR", "XNYM");

    private static readonly string[] CoinQuotes = ["USDT", "USDC", "BUSD", "FDUSD", "USD", "EUR", "BTC", "ETH"];

    public static SimulatedContract Make(
        InstrumentId id, int conId, DateOnly today, byte pricePrecision, byte sizePrecision, byte priceScale, byte sizeScale)
    {
        var symbol = id.Symbol;
        var venue = id.Venue;
        var slash = symbol.IndexOf('/', StringComparison.Ordinal);
        var (first, second) = slash > 0 ? (symbol[..slash], symbol[(slash + 1)..]) : (symbol, "");
        var isPair = Currencies.Contains(first) && Currencies.Contains(second);
        var isCrypto = !isPair && (slash > 0 || CryptoVenues.Contains(venue) || symbol.EndsWith("-PERP", StringComparison.Ordinal));
        var expiry = isPair || isCrypto || !FutureVenues.Contains(venue) ? null : FutureExpiry(symbol, today);
        var secType = isPair ? "CASH" : isCrypto ? "CRYPTO" : expiry is not null ? "FUT" : "STK";
        return new SimulatedContract
        {
            ConId = conId,
            Symbol = expiry is not null ? symbol[..^2] : first,
            SecType = secType,
            LastTradeDateText = expiry?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "",
            RealExpirationDate = expiry?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "",
            ContractMonth = expiry?.ToString("yyyyMM", CultureInfo.InvariantCulture) ?? "",
            Multiplier = expiry is not null ? "1" : "",
            Exchange = secType == "STK" ? "SMART" : venue,
            PrimaryExchange = secType == "STK" ? venue : "",
            Currency = slash > 0 ? second : isCrypto ? CoinQuote(symbol) : "USD",
            LocalSymbol = symbol.Replace('/', '.'),
            TradingClass = symbol.Replace('/', '.'),
            MarketName = symbol,
            MinTick = Step(pricePrecision),
            ValidExchanges = secType == "STK" ? ["SMART", venue] : [venue],
            LongName = $"Recorded {symbol}",
            UnderSymbol = expiry is not null ? symbol[..^2] : "",
            AggGroup = "2147483647",
            MinSize = Step(sizePrecision),
            SizeIncrement = Step(sizePrecision),
            SuggestedSizeIncrement = Step(sizePrecision),
            ReplayedAs = id,
            WirePriceScale = priceScale,
            PriceDecimals = pricePrecision,
            TickMantissa = Domain.Numbers.FixedPoint.PowerOfTen(priceScale - pricePrecision),
            SizeScale = sizeScale,
            TradeExchanges = [venue],
        };
    }

    /// <summary>A definition of the simulated market with the scales of a recording; wire prices are magnified.</summary>
    public static SimulatedContract Rescale(SimulatedContract known, InstrumentId id, byte priceScale, byte sizeScale)
    {
        var wireScale = priceScale;
        for (var magnifier = known.PriceMagnifier; magnifier > 1; magnifier /= 10) wireScale--;
        var finer = wireScale - known.WirePriceScale;
        return known with
        {
            WirePriceScale = wireScale,
            TickMantissa = finer >= 0
                ? known.TickMantissa * Domain.Numbers.FixedPoint.PowerOfTen(finer)
                : Math.Max(1, known.TickMantissa / Domain.Numbers.FixedPoint.PowerOfTen(-finer)),
            SizeScale = sizeScale,
            ReplayedAs = id,
        };
    }

    private static DateOnly? FutureExpiry(string symbol, DateOnly today)
    {
        if (symbol.Length < 3 || !char.IsAsciiDigit(symbol[^1]) || Expiries.MonthOf(symbol[^2]) is not (> 0 and var month)) return null;
        var year = today.Year - today.Year % 10 + (symbol[^1] - '0');
        if (year < today.Year - 5) year += 10;
        return Expiries.ThirdFriday(year, month);
    }

    private static string CoinQuote(string symbol)
    {
        var name = symbol.EndsWith("-PERP", StringComparison.Ordinal) ? symbol[..^5] : symbol;
        return CoinQuotes.FirstOrDefault(quote => name.Length > quote.Length && name.EndsWith(quote, StringComparison.Ordinal)) ?? "USD";
    }

    private static string Step(byte precision) => precision == 0 ? "1" : "0." + new string('0', precision - 1) + "1";
}

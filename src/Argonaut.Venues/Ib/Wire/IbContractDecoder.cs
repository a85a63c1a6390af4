using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>
/// Answers about contracts (ib-tws-protocol.md 8.1). Every method starts after the message id and leaves the reader behind the last
/// field it knows; the layout depends on the negotiated version.
/// </summary>
public static class IbContractDecoder
{
    private const int FundFields = 17;

    /// <summary>Answer 10, versions 178 to 200.</summary>
    public static IbContractDetails Details(ref IbFieldReader r, int serverVersion)
    {
        var requestId = r.ReadInt();
        var symbol = r.ReadString();
        var secType = r.ReadString();
        var (lastTradeDate, lastTradeTime, lastTradeZone) = SplitDate(r.ReadString());
        var lastTradeDay = serverVersion >= 182 ? r.ReadString() : "";
        var strike = r.ReadStrike();
        var right = r.ReadRight();
        var exchange = r.ReadString();
        var currency = r.ReadString();
        var localSymbol = r.ReadString();
        var marketName = r.ReadString();
        var tradingClass = r.ReadString();
        var conId = r.ReadInt();
        var minTick = r.ReadString();
        var multiplier = r.ReadString();
        var orderTypes = r.ReadString();
        var validExchanges = r.ReadString();
        var magnifier = r.ReadInt();
        var underConId = r.ReadInt();
        var longName = IbText.Unescape(r.ReadString());
        var primaryExchange = r.ReadString();
        var details = new IbContractDetails
        {
            RequestId = requestId,
            Contract = new IbContract
            {
                ConId = conId, Symbol = symbol, SecType = secType, LastTradeDate = lastTradeDate, Strike = strike, Right = right,
                Multiplier = multiplier, Exchange = exchange, PrimaryExchange = primaryExchange, Currency = currency,
                LocalSymbol = localSymbol, TradingClass = tradingClass,
            },
            LastTradeTime = lastTradeTime,
            LastTradeZone = lastTradeZone,
            LastTradeDay = lastTradeDay,
            MarketName = marketName,
            MinTick = minTick,
            OrderTypes = orderTypes,
            ValidExchanges = validExchanges,
            PriceMagnifier = Math.Max(1, magnifier),
            UnderConId = underConId,
            LongName = longName,
            ContractMonth = r.ReadString(),
            Industry = r.ReadString(),
            Category = r.ReadString(),
            Subcategory = r.ReadString(),
            TimeZoneId = r.ReadString(),
            TradingHours = r.ReadString(),
            LiquidHours = r.ReadString(),
            EvRule = r.ReadString(),
            EvMultiplier = r.ReadDouble(),
            SecIds = r.ReadTagValues(),
            AggGroup = r.ReadOptionalInt(),
            UnderSymbol = r.ReadString(),
            UnderSecType = r.ReadString(),
            MarketRuleIds = r.ReadString(),
            RealExpirationDate = r.ReadString(),
            StockType = r.ReadString(),
            MinSize = r.ReadString(),
            SizeIncrement = r.ReadString(),
            SuggestedSizeIncrement = r.ReadString(),
            Fund = serverVersion >= 179 && secType == "FUND" ? r.ReadStrings(FundFields) : [],
        };
        return serverVersion >= 186 ? details with { IneligibilityReasons = r.ReadTagValues() } : details;
    }

    /// <summary>Answer 18.</summary>
    public static IbBondDetails Bond(ref IbFieldReader r, int serverVersion)
    {
        var requestId = r.ReadInt();
        var symbol = r.ReadString();
        var secType = r.ReadString();
        var cusip = r.ReadString();
        var coupon = r.ReadDouble();
        var (maturity, maturityTime, maturityZone) = SplitDate(r.ReadString());
        var bond = new IbBondDetails
        {
            RequestId = requestId,
            Contract = new IbContract { Symbol = symbol, SecType = secType },
            Cusip = cusip,
            Coupon = coupon,
            Maturity = maturity,
            MaturityTime = maturityTime,
            IssueDate = r.ReadString(),
            Ratings = r.ReadString(),
            BondType = r.ReadString(),
            CouponType = r.ReadString(),
            IsConvertible = r.ReadBool(),
            IsCallable = r.ReadBool(),
            IsPutable = r.ReadBool(),
            DescriptionAppend = r.ReadString(),
        };
        var exchange = r.ReadString();
        var currency = r.ReadString();
        var marketName = r.ReadString();
        var tradingClass = r.ReadString();
        var contract = bond.Contract with { Exchange = exchange, Currency = currency, TradingClass = tradingClass, ConId = r.ReadInt() };
        bond = bond with
        {
            Contract = contract,
            MarketName = marketName,
            MinTick = r.ReadString(),
            OrderTypes = r.ReadString(),
            ValidExchanges = r.ReadString(),
            NextOptionDate = r.ReadString(),
            NextOptionType = r.ReadString(),
            IsNextOptionPartial = r.ReadBool(),
            Notes = r.ReadString(),
            LongName = IbText.Unescape(r.ReadString()),
            TimeZoneId = maturityZone,
        };
        if (serverVersion >= 188)
            bond = bond with { TimeZoneId = r.ReadString(), TradingHours = r.ReadString(), LiquidHours = r.ReadString() };
        return bond with
        {
            EvRule = r.ReadString(),
            EvMultiplier = r.ReadDouble(),
            SecIds = r.ReadTagValues(),
            AggGroup = r.ReadOptionalInt(),
            MarketRuleIds = r.ReadString(),
            MinSize = r.ReadString(),
            SizeIncrement = r.ReadString(),
            SuggestedSizeIncrement = r.ReadString(),
        };
    }

    /// <summary>Answer 52: the request id whose answers are complete.</summary>
    public static int DetailsEnd(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadInt();
    }

    /// <summary>Answer 79.</summary>
    public static (int RequestId, ImmutableArray<IbSymbolSample> Samples) SymbolSamples(ref IbFieldReader r)
    {
        var requestId = r.ReadInt();
        var count = r.ReadCount();
        var samples = ImmutableArray.CreateBuilder<IbSymbolSample>();
        for (var i = 0; i < count; i++)
        {
            var contract = new IbContract
            {
                ConId = r.ReadInt(), Symbol = r.ReadString(), SecType = r.ReadString(), PrimaryExchange = r.ReadString(),
                Currency = r.ReadString(),
            };
            var derivatives = r.ReadStrings();
            samples.Add(new IbSymbolSample(contract, IbText.Unescape(r.ReadString()), r.ReadString(), derivatives));
        }

        return (requestId, samples.ToImmutable());
    }

    /// <summary>Answer 93, ascending by low edge.</summary>
    public static (int RuleId, ImmutableArray<IbPriceIncrement> Increments) MarketRule(ref IbFieldReader r)
    {
        var ruleId = r.ReadInt();
        var count = r.ReadCount();
        var increments = ImmutableArray.CreateBuilder<IbPriceIncrement>();
        for (var i = 0; i < count; i++) increments.Add(new IbPriceIncrement(r.ReadString(), r.ReadString()));
        return (ruleId, increments.ToImmutable());
    }

    /// <summary><c>20261218 08:30 US/Central</c>: date, time, zone; a dash separates instead of blanks when there is one.</summary>
    private static (string Date, string Time, string Zone) SplitDate(string text)
    {
        var parts = text.Split(text.Contains('-', StringComparison.Ordinal) ? '-' : ' ', 3, StringSplitOptions.RemoveEmptyEntries);
        return (parts.ElementAtOrDefault(0) ?? "", parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
    }
}

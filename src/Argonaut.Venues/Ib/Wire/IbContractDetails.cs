using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 10 (ib-tws-protocol.md 8.1). Decimal fields are their wire text: sizes and ticks never pass through a double.</summary>
public sealed record IbContractDetails
{
    public required int RequestId { get; init; }

    public required IbContract Contract { get; init; }

    /// <summary>Time of day of the last trade date, as sent.</summary>
    public string LastTradeTime { get; init; } = "";

    /// <summary>Zone of <see cref="LastTradeTime"/>; empty when not sent.</summary>
    public string LastTradeZone { get; init; } = "";

    /// <summary>The separate date of version 182 and later.</summary>
    public string LastTradeDay { get; init; } = "";

    public string MarketName { get; init; } = "";

    public string MinTick { get; init; } = "";

    public string OrderTypes { get; init; } = "";

    public string ValidExchanges { get; init; } = "";

    /// <summary>Wire prices are this many times the real price; at least 1.</summary>
    public int PriceMagnifier { get; init; } = 1;

    public int UnderConId { get; init; }

    public string LongName { get; init; } = "";

    public string ContractMonth { get; init; } = "";

    public string Industry { get; init; } = "";

    public string Category { get; init; } = "";

    public string Subcategory { get; init; } = "";

    public string TimeZoneId { get; init; } = "";

    public string TradingHours { get; init; } = "";

    public string LiquidHours { get; init; } = "";

    public string EvRule { get; init; } = "";

    public double? EvMultiplier { get; init; }

    public ImmutableArray<IbTagValue> SecIds { get; init; } = [];

    /// <summary>Null when unset.</summary>
    public int? AggGroup { get; init; }

    public string UnderSymbol { get; init; } = "";

    public string UnderSecType { get; init; } = "";

    public string MarketRuleIds { get; init; } = "";

    public string RealExpirationDate { get; init; } = "";

    public string StockType { get; init; } = "";

    public string MinSize { get; init; } = "";

    public string SizeIncrement { get; init; } = "";

    public string SuggestedSizeIncrement { get; init; } = "";

    /// <summary>The 17 fields of funds from version 179 on, in wire order; empty otherwise.</summary>
    public ImmutableArray<string> Fund { get; init; } = [];

    public ImmutableArray<IbTagValue> IneligibilityReasons { get; init; } = [];
}

public readonly record struct IbTagValue(string Tag, string Value);

/// <summary>Answer 18 (ib-tws-protocol.md 8.1).</summary>
public sealed record IbBondDetails
{
    public required int RequestId { get; init; }

    /// <summary>Symbol, security type, exchange, currency, trading class and contract id only.</summary>
    public required IbContract Contract { get; init; }

    /// <summary>As the answer of other contracts, with what the two have in common: so one question has one kind of answer.</summary>
    public IbContractDetails ToDetails() => new()
    {
        RequestId = RequestId, Contract = Contract, MarketName = MarketName, MinTick = MinTick, OrderTypes = OrderTypes,
        ValidExchanges = ValidExchanges, LongName = LongName, TimeZoneId = TimeZoneId, TradingHours = TradingHours, LiquidHours = LiquidHours,
        SecIds = SecIds, AggGroup = AggGroup, MarketRuleIds = MarketRuleIds, MinSize = MinSize, SizeIncrement = SizeIncrement,
        SuggestedSizeIncrement = SuggestedSizeIncrement,
    };

    public string Cusip { get; init; } = "";

    public double? Coupon { get; init; }

    public string Maturity { get; init; } = "";

    public string MaturityTime { get; init; } = "";

    public string IssueDate { get; init; } = "";

    public string Ratings { get; init; } = "";

    public string BondType { get; init; } = "";

    public string CouponType { get; init; } = "";

    public bool IsConvertible { get; init; }

    public bool IsCallable { get; init; }

    public bool IsPutable { get; init; }

    public string DescriptionAppend { get; init; } = "";

    public string MarketName { get; init; } = "";

    public string MinTick { get; init; } = "";

    public string OrderTypes { get; init; } = "";

    public string ValidExchanges { get; init; } = "";

    public string NextOptionDate { get; init; } = "";

    public string NextOptionType { get; init; } = "";

    public bool IsNextOptionPartial { get; init; }

    public string Notes { get; init; } = "";

    public string LongName { get; init; } = "";

    /// <summary>Its own field from version 188 on, before that the third part of the maturity.</summary>
    public string TimeZoneId { get; init; } = "";

    public string TradingHours { get; init; } = "";

    public string LiquidHours { get; init; } = "";

    public string EvRule { get; init; } = "";

    public double? EvMultiplier { get; init; }

    public ImmutableArray<IbTagValue> SecIds { get; init; } = [];

    public int? AggGroup { get; init; }

    public string MarketRuleIds { get; init; } = "";

    public string MinSize { get; init; } = "";

    public string SizeIncrement { get; init; } = "";

    public string SuggestedSizeIncrement { get; init; } = "";
}

/// <summary>One row of answer 79.</summary>
public sealed record IbSymbolSample(
    IbContract Contract, string Description, string IssuerId, ImmutableArray<string> DerivativeSecTypes);

/// <summary>One row of a market rule: at and above <see cref="LowEdge"/> prices move by <see cref="Increment"/>. Wire text.</summary>
public readonly record struct IbPriceIncrement(string LowEdge, string Increment);

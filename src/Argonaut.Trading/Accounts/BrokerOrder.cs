using Argonaut.Domain;

namespace Argonaut.Trading.Accounts;

/// <summary>The statuses of api.md A-070 that a broker's order can have; text in the API is the name with underscores, upper case.</summary>
public enum BrokerOrderStatus
{
    /// <summary>On its way: the broker has not confirmed it.</summary>
    Submitted,

    /// <summary>The broker has it; it works or is held.</summary>
    Accepted,
    PartiallyFilled,

    /// <summary>A cancel is on its way; it can still fill.</summary>
    PendingCancel,
    Filled,
    Canceled,
    Rejected,
}

/// <summary>What is certain about an order.</summary>
public enum OrderResolution
{
    Settled,

    /// <summary>It was working, and is in none of the broker's lists any more: only evidence or a person ends this.</summary>
    Unknown,
}

/// <summary>What an order, fill or position is of, as the broker names it. Texts are empty where they mean nothing.</summary>
/// <param name="Reference">The broker's id of the contract.</param>
public readonly record struct BrokerContract(string Reference, string Symbol, string LocalSymbol, string SecurityType, string Currency);

/// <summary>An order at the broker, whoever placed it. Prices and sizes are decimal text in the broker's units, empty where there is none.</summary>
public sealed record BrokerOrder
{
    /// <summary>The broker's own id: global, for ever.</summary>
    public required string VenueOrderId { get; init; }

    /// <summary>The id that whoever placed it gave it; other clients use the same numbers.</summary>
    public int OrderId { get; init; }

    /// <summary>Who placed it; 0 also stands for orders made by hand.</summary>
    public int ClientId { get; init; }

    /// <summary>Placed by another client or by hand: shown, never changed or cancelled by us.</summary>
    public bool IsExternal { get; init; }

    public string OrderRef { get; init; } = "";

    public string Account { get; init; } = "";

    public BrokerContract Contract { get; init; }

    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    public string Side { get; init; } = "";

    /// <summary>As the broker names it: <c>LMT</c>.</summary>
    public string Type { get; init; } = "";

    public string TimeInForce { get; init; } = "";

    public decimal Quantity { get; init; }

    public decimal Filled { get; init; }

    public string LimitPrice { get; init; } = "";

    /// <summary>Stop price, trailing amount or offset, as the type has it.</summary>
    public string AuxPrice { get; init; } = "";

    public string AveragePrice { get; init; } = "";

    public BrokerOrderStatus Status { get; init; }

    public OrderResolution Resolution { get; init; }

    /// <summary>The broker's own word.</summary>
    public string VenueStatus { get; init; } = "";

    /// <summary>Why it does not work yet; empty when it does.</summary>
    public string WhyHeld { get; init; } = "";

    /// <summary>When we heard of it last.</summary>
    public UnixNanos UpdatedAt { get; init; }

    public bool IsDone => Status is BrokerOrderStatus.Filled or BrokerOrderStatus.Canceled or BrokerOrderStatus.Rejected;
}

/// <summary>A fill. A correction replaces the one that differs only behind the last dot of its id.</summary>
/// <param name="Price">Decimal text in the broker's units.</param>
/// <param name="Commission">Decimal text; empty until it is known.</param>
/// <param name="IsExternal">Of an order that is not ours.</param>
public sealed record BrokerFill(
    string FillId, string VenueOrderId, int ClientId, int OrderId, bool IsExternal, string Account, BrokerContract Contract, string Side, decimal Quantity, string Price,
    UnixNanos At, string OrderRef, string Commission = "", string CommissionCurrency = "")
{
    /// <summary>The id without the number of the correction.</summary>
    public string Root => FillId.LastIndexOf('.') is > 0 and var dot ? FillId[..dot] : FillId;
}

/// <param name="Quantity">Negative when short.</param>
/// <param name="AverageCost">Decimal text, with the multiplier; of stocks with commissions.</param>
public sealed record BrokerPosition(string Account, BrokerContract Contract, decimal Quantity, string AverageCost, UnixNanos UpdatedAt);

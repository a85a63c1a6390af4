namespace Argonaut.Server.Contracts;

/// <summary>An order at the broker, whoever placed it. Prices are in the broker's units (London stocks in pence).</summary>
public sealed record OrderItem
{
    /// <summary>The broker's own id.</summary>
    public required string VenueOrderId { get; init; }

    /// <summary>The reference that whoever placed it gave it; empty without one.</summary>
    public required string OrderRef { get; init; }

    /// <summary>The client of the gateway that placed it; 0 also for orders made by hand.</summary>
    public required int ClientId { get; init; }

    /// <summary>Placed by another client or by hand: shown, never changed or cancelled from here.</summary>
    public required bool External { get; init; }

    public required string AccountId { get; init; }

    /// <summary>Null: the contract is no instrument of ours.</summary>
    public required string? InstrumentId { get; init; }

    public required string Symbol { get; init; }

    public required string SecurityType { get; init; }

    public required string Currency { get; init; }

    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    public required string Side { get; init; }

    /// <summary>NautilusTrader's name where it has one, else the broker's.</summary>
    public required string Type { get; init; }

    public required string TimeInForce { get; init; }

    public required string Quantity { get; init; }

    public required string Filled { get; init; }

    public required string? Price { get; init; }

    /// <summary>Stop or touch price, or a trailing amount or offset, as the type has it.</summary>
    public required string? TriggerPrice { get; init; }

    public required string? AveragePrice { get; init; }

    /// <summary><c>SUBMITTED</c>, <c>ACCEPTED</c>, <c>PARTIALLY_FILLED</c>, <c>PENDING_CANCEL</c>, <c>FILLED</c>, <c>CANCELED</c> or <c>REJECTED</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>settled</c>, or <c>unknown</c>: it was working and is in none of the broker's lists any more.</summary>
    public required string Resolution { get; init; }

    /// <summary>The broker's own word.</summary>
    public required string VenueStatus { get; init; }

    /// <summary>Why it is held; null when it is not.</summary>
    public required string? WhyHeld { get; init; }

    public required string Updated { get; init; }

    public required string UpdatedIso { get; init; }
}

/// <summary>A fill at the broker. A correction replaces the one before.</summary>
public sealed record FillItem
{
    public required string FillId { get; init; }

    public required string VenueOrderId { get; init; }

    public required string OrderRef { get; init; }

    public required int ClientId { get; init; }

    public required bool External { get; init; }

    public required string AccountId { get; init; }

    public required string? InstrumentId { get; init; }

    public required string Symbol { get; init; }

    public required string SecurityType { get; init; }

    public required string Currency { get; init; }

    public required string Side { get; init; }

    public required string Quantity { get; init; }

    public required string Price { get; init; }

    /// <summary>Null until the broker has told it.</summary>
    public required string? Commission { get; init; }

    public required string? CommissionCurrency { get; init; }

    public required string At { get; init; }

    public required string AtIso { get; init; }
}

/// <summary>A holding at the broker, whoever made it.</summary>
public sealed record PositionItem
{
    public required string AccountId { get; init; }

    public required string? InstrumentId { get; init; }

    public required string Symbol { get; init; }

    public required string SecurityType { get; init; }

    public required string Currency { get; init; }

    /// <summary>Negative when short.</summary>
    public required string Quantity { get; init; }

    /// <summary>With the multiplier, and of stocks with commissions.</summary>
    public required string AverageCost { get; init; }

    public required string Updated { get; init; }

    public required string UpdatedIso { get; init; }
}

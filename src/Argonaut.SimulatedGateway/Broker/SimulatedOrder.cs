using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>The states of ib-tws-protocol.md 9.4 as they are written on the wire.</summary>
internal static class OrderStatuses
{
    public const string PendingSubmit = "PendingSubmit";
    public const string PreSubmitted = "PreSubmitted";
    public const string Submitted = "Submitted";
    public const string PendingCancel = "PendingCancel";
    public const string Cancelled = "Cancelled";
    public const string Filled = "Filled";
    public const string Inactive = "Inactive";

    public static bool IsTerminal(string status) => status is Cancelled or Filled or Inactive;
}

/// <summary>One order at the broker. Only <see cref="SimulatedBroker"/> changes it.</summary>
internal sealed class SimulatedOrder
{
    public required int ClientId { get; init; }

    /// <summary>0 for an order made by hand, negative when that was bound to client 0.</summary>
    public required int OrderId { get; set; }

    public required long PermId { get; init; }

    public required SimulatedContract Contract { get; init; }

    /// <summary>Where the order was sent.</summary>
    public required string Exchange { get; init; }

    public required OrderTerms Terms { get; set; }

    public required string Account { get; init; }

    /// <summary>How often the gateway had restarted when the order was made.</summary>
    public required int Generation { get; init; }

    public required UnixNanos CreatedAt { get; init; }

    public string Status { get; set; } = OrderStatuses.PendingSubmit;

    public string WhyHeld { get; set; } = "";

    public decimal Quantity { get; set; }

    public decimal Filled { get; set; }

    public decimal Remaining => Quantity - Filled;

    /// <summary>Price times size of all fills.</summary>
    public decimal FilledValue { get; set; }

    public decimal AveragePrice => Filled > 0 ? FilledValue / Filled : 0;

    public decimal LastPrice { get; set; }

    /// <summary>False while it only lies in the gateway (transmit 0).</summary>
    public bool IsTransmitted { get; set; }

    /// <summary>It reached the exchange, which may be closed.</summary>
    public bool HasArrived { get; set; }

    /// <summary>At the exchange: it can be matched.</summary>
    public bool IsWorking { get; set; }

    /// <summary>It has met the market once and rests.</summary>
    public bool IsResting { get; set; }

    /// <summary>The stop or touch price was reached.</summary>
    public bool IsTriggered { get; set; }

    public bool IsCancelRequested { get; set; }

    /// <summary>It waits for its conditions.</summary>
    public bool AwaitsConditions { get; set; }

    /// <summary>Every contract whose market matters to it: its own or its legs, those of its conditions, the benchmark of its peg.</summary>
    public ImmutableArray<SimulatedContract> Followed { get; set; } = [];

    /// <summary>Of a combo: what each leg got so far, by contract id.</summary>
    public Dictionary<int, LegFills> Legs { get; } = [];

    /// <summary>Of <c>PEG BENCH</c>: the benchmark's price from which changes count.</summary>
    public decimal? BenchmarkStart { get; set; }

    /// <summary>The moving stop of a trailing order.</summary>
    public decimal? StopPrice { get; set; }

    /// <summary>The limit after a trigger, of a market-to-limit order after its first fill, where a pegged order stands, of a combo from its legs' prices.</summary>
    public decimal? LimitPrice { get; set; }

    /// <summary>The group it belongs to; the broker makes one for the children of a bracket.</summary>
    public string OcaGroup { get; set; } = "";

    public int OcaType { get; set; }

    public SimulatedOrder? Parent { get; set; }

    /// <summary>When it ends by itself.</summary>
    public UnixNanos? ExpiresAt { get; set; }

    public UnixNanos? CompletedAt { get; set; }

    public string CompletedStatus { get; set; } = "";

    public decimal CommissionSoFar { get; set; }

    public bool IsBuy => Terms.Action == "BUY";

    public bool Follows(int conId) => Followed.Any(c => c.ConId == conId);

    public bool IsDone => OrderStatuses.IsTerminal(Status);

    /// <summary>What it is at the exchange now: a triggered stop is a market order.</summary>
    public string Effective => Terms.OrderType switch
    {
        "STP" or "TRAIL" or "MIT" => IsTriggered ? "MKT" : Terms.OrderType,
        "STP LMT" or "TRAIL LIMIT" or "LIT" => IsTriggered ? "LMT" : Terms.OrderType,
        "MTL" => LimitPrice is null ? "MKT" : "LMT",
        "MOC" => "MKT",
        "LOC" => "LMT",
        var type when Pegging.IsPegged(type) => "LMT",
        var type => type,
    };

    public decimal Limit => LimitPrice ?? Terms.LmtPrice ?? 0;
}

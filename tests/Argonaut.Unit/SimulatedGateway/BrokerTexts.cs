using Argonaut.SimulatedGateway.Broker;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>What the broker told, as short texts.</summary>
internal static class BrokerTexts
{
    public static List<string> Statuses(List<BrokerEvent> told) => [.. told.OfType<OrderEvent>().Select(o => o.Order.State.Status)];

    /// <summary>Events as short texts; positions are left out.</summary>
    public static List<string> Lines(List<BrokerEvent> told) => [.. told.Where(e => e is not PositionEvent).Select(Line)];

    private static string Line(BrokerEvent told) => told switch
    {
        OrderEvent o => $"{(o.HasOpenOrder ? o.HasStatus ? "" : "open " : "status ")}{o.Order.State.Status}{Amounts(o)}{(o.Order.WhyHeld.Length > 0 ? " " + o.Order.WhyHeld : "")}",
        ExecutionEvent e => FormattableString.Invariant($"exec {e.Execution.Quantity:0.####}@{e.Execution.Price:0.####}"),
        CommissionEvent => "commission",
        OrderErrorEvent e => $"error {e.Code}",
        _ => told.GetType().Name,
    };

    private static string Amounts(OrderEvent o) =>
        o.HasStatus && (o.Order.Filled > 0 || o.Order.State.Status is "Cancelled" or "Inactive" || (!o.HasOpenOrder && o.Order.State.Status == "Submitted"))
            ? FormattableString.Invariant($" {o.Order.Filled:0.####}/{o.Order.Remaining:0.####}") : "";
}

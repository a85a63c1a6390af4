using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Broker;

/// <summary>What the broker has to tell a client; a client that is not there misses it and asks later.</summary>
internal abstract record BrokerEvent(int ClientId);

/// <summary>openOrder and orderStatus; either can be missing.</summary>
internal sealed record OrderEvent(int ClientId, OrderView Order, bool HasOpenOrder = true, bool HasStatus = true) : BrokerEvent(ClientId);

internal sealed record ExecutionEvent(int ClientId, Execution Execution) : BrokerEvent(ClientId);

internal sealed record CommissionEvent(int ClientId, Execution Execution) : BrokerEvent(ClientId);

internal sealed record OrderErrorEvent(int ClientId, int OrderId, int Code, string Text, string RejectJson = "") : BrokerEvent(ClientId);

internal sealed record BoundEvent(int ClientId, long PermId, int OrderId) : BrokerEvent(ClientId);

/// <summary>A holding changed: everybody who watches positions or accounts is told.</summary>
internal sealed record PositionEvent(SimulatedAccount Account, Position Position) : BrokerEvent(-1);

/// <summary>An order as it was at one moment, ready for the wire.</summary>
internal sealed record OrderView(
    OrderIdentity Identity, ContractFields Contract, OrderTerms Terms, OrderStateFields State, decimal Filled, decimal Remaining, decimal AveragePrice,
    decimal LastPrice, int ParentId, string WhyHeld, CompletionFields? Completion);

using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Protocol;

public sealed record PlaceOrderRequest(int MessageId, int OrderId, ContractQuery Contract, string SecIdType, string SecId, OrderTerms Order)
    : GatewayRequest(MessageId);

public sealed record CancelOrderRequest(int MessageId, int OrderId, string ManualCancelTime) : GatewayRequest(MessageId);

public sealed record GlobalCancelRequest(int MessageId) : GatewayRequest(MessageId);

public sealed record AutoOpenOrdersRequest(int MessageId, bool AutoBind) : GatewayRequest(MessageId);

public sealed record CompletedOrdersRequest(int MessageId, bool ApiOnly) : GatewayRequest(MessageId);

/// <param name="LastDays">Null: not asked for.</param>
/// <param name="Dates"><c>YYYYMMDD</c>.</param>
public sealed record ExecutionsRequest(
    int MessageId, int RequestId, int ClientId, string Account, string Time, string Symbol, string SecType, string Exchange, string Side, int? LastDays,
    ImmutableArray<string> Dates) : GatewayRequest(MessageId);

public sealed record AccountUpdatesRequest(int MessageId, bool IsSubscribe, string Account) : GatewayRequest(MessageId);

public sealed record AccountSummaryRequest(int MessageId, int RequestId, string Group, string Tags) : GatewayRequest(MessageId);

public sealed record PositionsMultiRequest(int MessageId, int RequestId, string Account, string ModelCode) : GatewayRequest(MessageId);

public sealed record AccountUpdatesMultiRequest(int MessageId, int RequestId, string Account, string ModelCode, bool LedgerAndNlv)
    : GatewayRequest(MessageId);

public sealed record PnLRequest(int MessageId, int RequestId, string Account, string ModelCode) : GatewayRequest(MessageId);

public sealed record PnLSingleRequest(int MessageId, int RequestId, string Account, string ModelCode, int ConId) : GatewayRequest(MessageId);

public sealed record OptionChainRequest(int MessageId, int RequestId, string UnderlyingSymbol, string FutFopExchange, string UnderlyingSecType, int UnderlyingConId)
    : GatewayRequest(MessageId);

public sealed record SmartComponentsRequest(int MessageId, int RequestId, string BboExchange) : GatewayRequest(MessageId);

public sealed record NewsBulletinsRequest(int MessageId, bool AllMessages) : GatewayRequest(MessageId);

public sealed record LogLevelRequest(int MessageId, int Level) : GatewayRequest(MessageId);

/// <summary>Implied volatility from a price (54) or a price from a volatility (55).</summary>
public sealed record OptionCalculationRequest(int MessageId, int RequestId, ContractQuery Contract, decimal Input, decimal UnderlyingPrice)
    : GatewayRequest(MessageId);

public sealed record HistogramRequest(int MessageId, int RequestId, ContractQuery Contract, bool UseRth, string Period) : GatewayRequest(MessageId);

/// <summary>A request that only has an id: soft dollar tiers (79).</summary>
public sealed record IdOnlyRequest(int MessageId, int RequestId) : GatewayRequest(MessageId);

using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>A request of a client as it was understood.</summary>
public abstract record GatewayRequest(int MessageId);

public sealed record StartApiRequest(int MessageId, int ClientId, string OptionalCapabilities) : GatewayRequest(MessageId);

public sealed record ContractDetailsRequest(
    int MessageId, int RequestId, ContractQuery Contract, bool IncludeExpired, string SecIdType, string SecId, string IssuerId)
    : GatewayRequest(MessageId);

public sealed record ComboLeg(int ConId, int Ratio, string Action, string Exchange);

public sealed record MarketDataRequest(
    int MessageId, int RequestId, ContractQuery Contract, ImmutableArray<ComboLeg> Legs, string GenericTicks, bool IsSnapshot,
    bool IsRegulatorySnapshot, string Options) : GatewayRequest(MessageId);

/// <summary>A cancel that names the request it ends: 2, 11, 25, 51, 56, 57, 63, 75, 77, 89, 90, 93, 95, 98.</summary>
public sealed record CancelRequest(int MessageId, int RequestId) : GatewayRequest(MessageId);

public sealed record MarketDataTypeRequest(int MessageId, int Type) : GatewayRequest(MessageId);

public sealed record TickByTickRequest(
    int MessageId, int RequestId, ContractQuery Contract, string TickType, int NumberOfTicks, bool IgnoreSize) : GatewayRequest(MessageId);

public sealed record HistoricalDataRequest(
    int MessageId, int RequestId, ContractQuery Contract, bool IncludeExpired, string EndDateTime, string BarSize, string Duration,
    bool UseRth, string WhatToShow, int FormatDate, bool KeepUpToDate, string ChartOptions) : GatewayRequest(MessageId);

public sealed record HeadTimestampRequest(
    int MessageId, int RequestId, ContractQuery Contract, bool IncludeExpired, bool UseRth, string WhatToShow, int FormatDate)
    : GatewayRequest(MessageId);

public sealed record HistoricalTicksRequest(
    int MessageId, int RequestId, ContractQuery Contract, bool IncludeExpired, string Start, string End, int NumberOfTicks,
    string WhatToShow, bool UseRth, bool IgnoreSize, string MiscOptions) : GatewayRequest(MessageId);

public sealed record RealTimeBarsRequest(
    int MessageId, int RequestId, ContractQuery Contract, int BarSize, string WhatToShow, bool UseRth, string Options)
    : GatewayRequest(MessageId);

public sealed record MarketDepthRequest(int MessageId, int RequestId, ContractQuery Contract, int Rows, bool IsSmart, string Options)
    : GatewayRequest(MessageId);

/// <summary>A request without arguments: current time, managed accounts, depth exchanges, open orders, positions, ...</summary>
public sealed record PlainRequest(int MessageId) : GatewayRequest(MessageId);

public sealed record IdsRequest(int MessageId, int Count) : GatewayRequest(MessageId);

public sealed record MatchingSymbolsRequest(int MessageId, int RequestId, string Pattern) : GatewayRequest(MessageId);

public sealed record MarketRuleRequest(int MessageId, int RuleId) : GatewayRequest(MessageId);

public sealed record UserInfoRequest(int MessageId, int RequestId) : GatewayRequest(MessageId);

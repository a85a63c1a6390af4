using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>One row of symbolSamples (79).</summary>
public sealed record SymbolSample(
    int ConId, string Symbol, string SecType, string PrimaryExchange, string Currency, ImmutableArray<string> Derivatives, string Description,
    string IssuerId);

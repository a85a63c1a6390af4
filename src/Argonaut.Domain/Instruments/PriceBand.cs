namespace Argonaut.Domain.Instruments;

/// <summary>One row of a market rule: at and above <see cref="LowEdge"/> prices move by <see cref="Increment"/> (ib-tws-protocol.md 7.3).</summary>
public readonly record struct PriceBand(Price LowEdge, Price Increment);

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>The figures of tickOptionComputation (21); null is "not computed" (ib-tws-protocol.md 8.4).</summary>
public readonly record struct OptionFigures
{
    public double? ImpliedVolatility { get; init; }

    public double? Delta { get; init; }

    public double? Price { get; init; }

    public double? PvDividend { get; init; }

    public double? Gamma { get; init; }

    public double? Vega { get; init; }

    public double? Theta { get; init; }

    public double? UnderlyingPrice { get; init; }
}

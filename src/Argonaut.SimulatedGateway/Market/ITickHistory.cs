namespace Argonaut.SimulatedGateway.Market;

/// <summary>The past of one contract, in whole seconds since 1970 UTC. Safe from any thread.</summary>
public interface ITickHistory
{
    long FirstSecond { get; }

    /// <summary>Appends the ticks of one second in market order.</summary>
    void ReadSecond(long second, List<MarketTick> into);

    /// <summary>The ticks of <c>[from, to)</c> as one bar; empty when there are none.</summary>
    /// <param name="liquidOnly">Only ticks of the regular trading hours.</param>
    TickBar ReadBar(long from, long to, BarBasis basis, bool liquidOnly);
}

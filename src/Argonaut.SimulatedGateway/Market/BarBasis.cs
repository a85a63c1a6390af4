namespace Argonaut.SimulatedGateway.Market;

/// <summary>Which price of the ticks a bar is made of. BidAsk: open is the mean bid, low the lowest bid, high the highest ask, close the mean ask.</summary>
public enum BarBasis
{
    Trades,
    Midpoint,
    Bid,
    Ask,
    BidAsk,
}

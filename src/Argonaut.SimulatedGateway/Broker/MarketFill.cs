namespace Argonaut.SimulatedGateway.Broker;

/// <summary>What an order gets at one moment.</summary>
/// <param name="Price">In wire (magnified) units.</param>
/// <param name="IsOfTrade">Taken from a trade instead of from the quote.</param>
internal readonly record struct MarketFill(decimal Price, decimal Quantity, bool IsOfTrade);

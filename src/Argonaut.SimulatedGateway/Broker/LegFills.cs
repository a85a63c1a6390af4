namespace Argonaut.SimulatedGateway.Broker;

/// <summary>What one leg of a combo order got so far.</summary>
/// <param name="Value">Price times size of its fills.</param>
internal readonly record struct LegFills(decimal Quantity, decimal Value, decimal Commission);

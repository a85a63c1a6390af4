namespace Argonaut.Domain.Data;

/// <summary>NautilusTrader's aggressor sides, same numbers.</summary>
public enum AggressorSide : byte
{
    NoAggressor = 0,
    Buyer = 1,
    Seller = 2,
}

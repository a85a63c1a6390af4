namespace Argonaut.Domain.Data;

/// <summary>NautilusTrader's order sides, same numbers; in a book the bids are the buyers.</summary>
public enum OrderSide : byte
{
    NoOrderSide = 0,
    Buy = 1,
    Sell = 2,
}

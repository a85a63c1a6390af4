namespace Argonaut.Domain;

/// <summary>NautilusTrader's price types, same numbers.</summary>
public enum PriceType : byte
{
    Bid = 1,
    Ask = 2,
    Mid = 3,
    Last = 4,
}

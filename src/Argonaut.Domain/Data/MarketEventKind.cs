namespace Argonaut.Domain.Data;

/// <summary>The kinds of market data record; the numbers are stored.</summary>
public enum MarketEventKind : byte
{
    Trade = 1,
    Quote = 2,
    Bar = 3,

    /// <summary>One change of an order book.</summary>
    BookDelta = 4,
}

namespace Argonaut.Domain.Data;

/// <summary>NautilusTrader's book actions, same numbers.</summary>
public enum BookAction : byte
{
    None = 0,

    /// <summary>A price that had no size has one.</summary>
    Add = 1,

    /// <summary>The size at a price is another one now.</summary>
    Update = 2,

    /// <summary>Nothing is left at a price.</summary>
    Delete = 3,

    /// <summary>The whole book is empty or unknown from here on.</summary>
    Clear = 4,
}

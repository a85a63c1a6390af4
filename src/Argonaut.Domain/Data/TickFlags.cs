namespace Argonaut.Domain.Data;

/// <summary>Marks of a stored tick. Bits 0 and 1 are the aggressor side; the numbers are the database's.</summary>
[Flags]
public enum TickFlags : short
{
    None = 0,
    Buyer = 1,
    Seller = 2,

    /// <summary>Equal to a tick before it, and nothing proves that it is the same one.</summary>
    Repeated = 4,
    OwnTradeId = 8,
    Correction = 16,
    Outlier = 32,

    /// <summary>It came after its second was closed.</summary>
    Late = 64,
    Unreported = 128,

    /// <summary>Bid above ask.</summary>
    Crossed = 256,

    /// <summary>Bid equal to ask.</summary>
    Locked = 512,

    /// <summary>A price or size between the steps of the instrument's definition.</summary>
    OffGrid = 1_024,

    /// <summary>Its <c>ts_event</c> is before that of an earlier tick of its line.</summary>
    OutOfOrder = 2_048,

    /// <summary>Its <c>ts_event</c> is in the future.</summary>
    Ahead = 4_096,
}

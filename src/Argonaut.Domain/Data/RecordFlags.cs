namespace Argonaut.Domain.Data;

/// <summary>Marks of a book delta: NautilusTrader's record flags, same numbers (nautilus-catalog.md 5.4).</summary>
[Flags]
public enum RecordFlags : byte
{
    None = 0,

    /// <summary>F_SNAPSHOT: one of the deltas that say the whole book anew.</summary>
    Snapshot = 32,

    /// <summary>F_LAST: ends an atomic update; between two of them a book is not to be looked at.</summary>
    Last = 128,
}

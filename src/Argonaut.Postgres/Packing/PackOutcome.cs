namespace Argonaut.Postgres.Packing;

internal enum PackState
{
    Packed,

    /// <summary>Rows came while it was packed, or readers left no free moment: nothing was changed, a later try will do.</summary>
    Busy,

    /// <summary>There was no row; the empty partition is gone.</summary>
    Empty,
}

/// <summary>What packing a day did.</summary>
internal readonly record struct PackOutcome(PackState State, long Ticks, long Chunks, long PayloadBytes);

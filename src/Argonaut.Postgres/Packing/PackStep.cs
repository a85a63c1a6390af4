namespace Argonaut.Postgres.Packing;

/// <summary>Places in the packing of a day, for tests that end the server there.</summary>
internal enum PackStep
{
    /// <summary>Some chunks are written, not committed.</summary>
    Writing,

    /// <summary>All chunks are written and have been read back.</summary>
    Verified,

    /// <summary>The partition of the rows is dropped, not committed.</summary>
    Dropped,

    Committed,
}

namespace Argonaut.Catalog.Numbers;

/// <summary>What became of a value. Exact and Rounded are written, the others are refused.</summary>
internal enum ScaleResult
{
    Exact,
    Rounded,
    OffPrecision,
    OutOfRange,
}

namespace Argonaut.Catalog;

/// <summary>A value that was rounded to the instrument's precision.</summary>
/// <param name="Row">Its place in the source, from 0.</param>
public sealed record RowAdjustment(long Row, string Column, string Stored, string Written);

namespace Argonaut.Parquet.Metadata;

/// <summary>Bounds of a chunk in PLAIN bytes; empty when not stated. The deprecated pair is not read: its order is undefined.</summary>
public sealed record ColumnStatistics(ReadOnlyMemory<byte> Min, ReadOnlyMemory<byte> Max, long? NullCount)
{
    public bool HasBounds(int width) => Min.Length == width && Max.Length == width;
}

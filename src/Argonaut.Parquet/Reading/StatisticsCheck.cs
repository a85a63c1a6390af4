using System.Buffers.Binary;
using Argonaut.Parquet.Metadata;

namespace Argonaut.Parquet.Reading;

/// <summary>
/// Values outside the bounds that their writer stated, or another number of nulls, show damage that no checksum guards: pages of this
/// dialect have none.
/// </summary>
internal static class StatisticsCheck
{
    public static void Verify(ColumnChunkMetadata chunk, ParquetColumn column, bool hasColumnOrders, ColumnValues values)
    {
        if (chunk.Statistics is not { } statistics) return;
        if (statistics.NullCount is { } nulls && nulls != values.NullCount)
            throw new ParquetFormatException($"Expected {nulls} nulls, found {values.NullCount}.");
        if (!hasColumnOrders || values.Count == values.NullCount) return;
        var isInside = (column.Type, column.IsUnsigned) switch
        {
            (PhysicalType.Int64, var unsigned) when statistics.HasBounds(8) => Int64(statistics, unsigned, values),
            (PhysicalType.Int32, var unsigned) when statistics.HasBounds(4) => Int32(statistics, unsigned, values),
            (PhysicalType.FixedLenByteArray, _) when column.Logical is null && column.Converted is null
                && statistics.HasBounds(column.TypeLength) => Bytes(statistics, values),
            (PhysicalType.ByteArray, _) when column.Logical is { Kind: LogicalTypeKind.String } && !statistics.Max.IsEmpty => Bytes(statistics, values),
            _ => true,
        };
        if (!isInside) throw new ParquetFormatException("A value is outside the bounds that the footer states.");
    }

    private static bool Int64(ColumnStatistics statistics, bool unsigned, ColumnValues values)
    {
        // Adding the sign bit turns the unsigned order into the signed one.
        var flip = unsigned ? long.MinValue : 0;
        var low = BinaryPrimitives.ReadInt64LittleEndian(statistics.Min.Span) ^ flip;
        var high = BinaryPrimitives.ReadInt64LittleEndian(statistics.Max.Span) ^ flip;
        long min = long.MaxValue, max = long.MinValue;
        var hasNulls = values.NullCount > 0;
        var span = values.Int64;
        for (var i = 0; i < span.Length; i++)
        {
            if (hasNulls && values.IsNull(i)) continue;
            var value = span[i] ^ flip;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return min >= low && max <= high;
    }

    private static bool Int32(ColumnStatistics statistics, bool unsigned, ColumnValues values)
    {
        var flip = unsigned ? int.MinValue : 0;
        var low = BinaryPrimitives.ReadInt32LittleEndian(statistics.Min.Span) ^ flip;
        var high = BinaryPrimitives.ReadInt32LittleEndian(statistics.Max.Span) ^ flip;
        int min = int.MaxValue, max = int.MinValue;
        var hasNulls = values.NullCount > 0;
        var span = values.Int32;
        for (var i = 0; i < span.Length; i++)
        {
            if (hasNulls && values.IsNull(i)) continue;
            var value = span[i] ^ flip;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return min >= low && max <= high;
    }

    private static bool Bytes(ColumnStatistics statistics, ColumnValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values.IsNull(i)) continue;
            var value = values.Bytes(i);
            if (value.SequenceCompareTo(statistics.Min.Span) < 0 || value.SequenceCompareTo(statistics.Max.Span) > 0) return false;
        }

        return true;
    }
}

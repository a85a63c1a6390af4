using Argonaut.Parquet.Metadata;

namespace Argonaut.Parquet.Writing;

/// <summary>Bounds of INT32 and INT64 chunks; other types have none. Source: nautilus-catalog.md B.1 rule 5.</summary>
internal static class StatisticsBuilder
{
    public static ColumnStatistics? Of(ColumnValues values)
    {
        if (values.Column.Type is not (PhysicalType.Int32 or PhysicalType.Int64)) return null;
        if (values.Count == values.NullCount) return new ColumnStatistics(default, default, values.NullCount);
        return values.Column.Type == PhysicalType.Int32 ? OfInt32(values) : OfInt64(values);
    }

    private static ColumnStatistics OfInt32(ColumnValues values)
    {
        var flip = values.Column.IsUnsigned ? int.MinValue : 0;
        int min = int.MaxValue, max = int.MinValue;
        var span = values.Int32;
        for (var i = 0; i < span.Length; i++)
        {
            if (values.IsNull(i)) continue;
            min = Math.Min(min, span[i] ^ flip);
            max = Math.Max(max, span[i] ^ flip);
        }

        return new ColumnStatistics(BitConverter.GetBytes(min ^ flip), BitConverter.GetBytes(max ^ flip), values.NullCount);
    }

    private static ColumnStatistics OfInt64(ColumnValues values)
    {
        var flip = values.Column.IsUnsigned ? long.MinValue : 0;
        long min = long.MaxValue, max = long.MinValue;
        var span = values.Int64;
        for (var i = 0; i < span.Length; i++)
        {
            if (values.IsNull(i)) continue;
            min = Math.Min(min, span[i] ^ flip);
            max = Math.Max(max, span[i] ^ flip);
        }

        return new ColumnStatistics(BitConverter.GetBytes(min ^ flip), BitConverter.GetBytes(max ^ flip), values.NullCount);
    }
}

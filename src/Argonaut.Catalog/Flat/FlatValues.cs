using System.Buffers.Binary;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Flat;

/// <summary>DECIMAL columns are big-endian, unlike NautilusTrader's prices.</summary>
internal static class FlatValues
{
    public static void AppendDecimal(ColumnValues column, long mantissa)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, mantissa);
        column.Append(bytes);
    }
}

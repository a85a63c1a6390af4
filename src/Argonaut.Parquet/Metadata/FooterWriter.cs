using System.Buffers.Binary;
using System.Collections.Immutable;
using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet.Metadata;

/// <summary>Writes the footer. Source: nautilus-catalog.md B.1, rules 5 to 8.</summary>
internal static class FooterWriter
{
    /// <summary>Argonaut's name in files: a constant of the codec that changes only together with the golden bytes.</summary>
    public const string CreatedBy = "argonaut version 1.0.0 (build 1)";

    public static void Write(ByteBuffer output, FileMetadata file)
    {
        var start = output.Length;
        var writer = new CompactWriter(output);
        writer.I32(1, file.Version);
        writer.List(2, CompactType.Struct, file.Schema.Columns.Length + 1);
        WriteRoot(ref writer, file.Schema.Columns.Length);
        foreach (var column in file.Schema.Columns) WriteLeaf(ref writer, column);
        writer.I64(3, file.Rows);
        writer.List(4, CompactType.Struct, file.RowGroups.Length);
        for (var i = 0; i < file.RowGroups.Length; i++) WriteRowGroup(ref writer, file.RowGroups[i], i);
        WriteKeyValues(ref writer, file.KeyValues);
        writer.Text(6, file.CreatedBy);
        writer.List(7, CompactType.Struct, file.Schema.Columns.Length);
        for (var i = 0; i < file.Schema.Columns.Length; i++)
        {
            var element = writer.BeginElement();
            writer.EndStruct(writer.BeginStruct(1));
            writer.EndStruct(element);
        }

        output.Append(0);
        var length = output.Length - start;
        BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(4), length);
        output.Advance(4);
        output.Append("PAR1"u8);
    }

    private static void WriteRoot(ref CompactWriter writer, int children)
    {
        var outer = writer.BeginElement();
        writer.Text(4, "schema");
        writer.I32(5, children);
        writer.EndStruct(outer);
    }

    private static void WriteLeaf(ref CompactWriter writer, ParquetColumn column)
    {
        var outer = writer.BeginElement();
        writer.I32(1, (int)column.Type);
        if (column.Type == PhysicalType.FixedLenByteArray) writer.I32(2, column.TypeLength);
        writer.I32(3, (int)column.Repetition);
        writer.Text(4, column.Name);
        if (column.Converted is { } converted) writer.I32(6, (int)converted);
        if (column.Logical is { Kind: LogicalTypeKind.Decimal } number)
        {
            writer.I32(7, number.Scale);
            writer.I32(8, number.Precision);
        }

        if (column.Logical is { } logical) WriteLogical(ref writer, logical);
        writer.EndStruct(outer);
    }

    private static void WriteLogical(ref CompactWriter writer, LogicalType logical)
    {
        var union = writer.BeginStruct(10);
        var body = writer.BeginStruct((int)logical.Kind);
        switch (logical.Kind)
        {
            case LogicalTypeKind.Integer:
                writer.I8(1, logical.BitWidth);
                writer.Bool(2, logical.IsSigned);
                break;
            case LogicalTypeKind.Decimal:
                writer.I32(1, logical.Scale);
                writer.I32(2, logical.Precision);
                break;
            case LogicalTypeKind.Timestamp or LogicalTypeKind.Time:
                writer.Bool(1, logical.IsAdjustedToUtc);
                var unit = writer.BeginStruct(2);
                writer.EndStruct(writer.BeginStruct((int)logical.Unit));
                writer.EndStruct(unit);
                break;
            default:
                break;
        }

        writer.EndStruct(body);
        writer.EndStruct(union);
    }

    private static void WriteRowGroup(ref CompactWriter writer, RowGroupMetadata group, int ordinal)
    {
        var outer = writer.BeginElement();
        writer.List(1, CompactType.Struct, group.Columns.Length);
        foreach (var chunk in group.Columns) WriteChunk(ref writer, chunk);
        writer.I64(2, group.TotalByteSize);
        writer.I64(3, group.Rows);
        writer.I64(5, group.Columns[0].Start);
        writer.I64(6, group.Columns.Sum(c => c.CompressedSize));
        if (ordinal <= short.MaxValue) writer.I16(7, ordinal);
        writer.EndStruct(outer);
    }

    private static void WriteChunk(ref CompactWriter writer, ColumnChunkMetadata chunk)
    {
        var outer = writer.BeginElement();
        writer.I64(2, 0);
        var body = writer.BeginStruct(3);
        writer.I32(1, (int)chunk.Type);
        writer.List(2, CompactType.I32, chunk.Encodings.Length);
        foreach (var encoding in chunk.Encodings) writer.ElementI32(encoding);
        writer.List(3, CompactType.Binary, 1);
        writer.ElementText(chunk.Path);
        writer.I32(4, (int)chunk.Codec);
        writer.I64(5, chunk.Values);
        writer.I64(6, chunk.UncompressedSize);
        writer.I64(7, chunk.CompressedSize);
        writer.I64(9, chunk.DataPageOffset);
        if (chunk.DictionaryPageOffset is { } dictionary) writer.I64(11, dictionary);
        if (chunk.Statistics is { } statistics)
        {
            var inner = writer.BeginStruct(12);
            if (statistics.NullCount is { } nulls) writer.I64(3, nulls);
            if (!statistics.Max.IsEmpty)
            {
                writer.Binary(5, statistics.Max.Span);
                writer.Binary(6, statistics.Min.Span);
            }

            writer.EndStruct(inner);
        }

        writer.EndStruct(body);
        writer.EndStruct(outer);
    }

    private static void WriteKeyValues(ref CompactWriter writer, ImmutableArray<KeyValuePair<string, string>> entries)
    {
        if (entries.IsEmpty) return;
        writer.List(5, CompactType.Struct, entries.Length);
        foreach (var (key, value) in entries)
        {
            var outer = writer.BeginElement();
            writer.Text(1, key);
            writer.Text(2, value);
            writer.EndStruct(outer);
        }
    }
}

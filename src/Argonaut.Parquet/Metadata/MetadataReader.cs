using System.Collections.Immutable;
using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet.Metadata;

/// <summary>Thrift structs of the footer. Field ids: nautilus-catalog.md 4.2; others are skipped.</summary>
internal static class MetadataReader
{
    /// <param name="footerStart">Offset of the footer: no page may reach into it.</param>
    public static FileMetadata ReadFile(ref CompactReader reader, long footerStart, ParquetLimits limits)
    {
        var version = 0;
        long rows = -1;
        ParquetSchema? schema = null;
        ImmutableArray<RowGroupMetadata> groups = [];
        ImmutableArray<KeyValuePair<string, string>> keyValues = [];
        var createdBy = "";
        var hasOrders = false;
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            switch (id)
            {
                case 1:
                    version = reader.ReadI32(type);
                    break;
                case 2:
                    schema = SchemaReader.Read(ref reader, type, limits);
                    break;
                case 3:
                    rows = reader.ReadI64(type);
                    break;
                case 4:
                    if (schema is null) reader.Throw("The row groups stand before the schema.");
                    groups = ReadRowGroups(ref reader, type, schema, footerStart, limits);
                    break;
                case 5:
                    keyValues = ReadKeyValues(ref reader, type);
                    break;
                case 6:
                    createdBy = reader.ReadString(type);
                    break;
                case 7:
                    reader.Skip(type);
                    hasOrders = true;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        if (schema is null) reader.Throw("The footer has no schema.");
        var sum = groups.Sum(g => (long)g.Rows);
        if (sum != rows) reader.Throw($"The footer claims {rows} rows, its row groups hold {sum}.");
        return new FileMetadata
        {
            Version = version, Schema = schema, Rows = rows, RowGroups = groups, KeyValues = keyValues, CreatedBy = createdBy, HasColumnOrders = hasOrders,
        };
    }

    private static ImmutableArray<RowGroupMetadata> ReadRowGroups(
        ref CompactReader reader, byte type, ParquetSchema schema, long footerStart, ParquetLimits limits)
    {
        var count = reader.ReadList(type, CompactType.Struct);
        var groups = ImmutableArray.CreateBuilder<RowGroupMetadata>(count);
        for (var i = 0; i < count; i++) groups.Add(ReadRowGroup(ref reader, schema, footerStart, limits));
        return groups.MoveToImmutable();
    }

    private static RowGroupMetadata ReadRowGroup(ref CompactReader reader, ParquetSchema schema, long footerStart, ParquetLimits limits)
    {
        ImmutableArray<ColumnChunkMetadata> columns = [];
        long rows = -1, bytes = 0;
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            switch (id)
            {
                case 1:
                    columns = ReadChunks(ref reader, type, footerStart, limits);
                    break;
                case 2:
                    bytes = reader.ReadI64(type);
                    break;
                case 3:
                    rows = reader.ReadI64(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        if (rows < 0 || rows > limits.RowGroupRows) reader.Throw($"A row group of {rows} rows is outside 0 to {limits.RowGroupRows}.");
        if (columns.Length != schema.Columns.Length)
            reader.Throw($"Expected {schema.Columns.Length} column chunks, found {columns.Length}.");
        for (var i = 0; i < columns.Length; i++)
        {
            var (chunk, column) = (columns[i], schema.Columns[i]);
            if (chunk.Type != column.Type || chunk.Path != column.Name)
                reader.Throw($"Expected a chunk of {column.Type} {column.Name}, found {chunk.Type} {chunk.Path}.");
            if (column.MaxRepetitionLevel == 0 && chunk.Values != rows)
                reader.Throw($"Column {column.Name} has {chunk.Values} values in a row group of {rows} rows.");
        }

        return new RowGroupMetadata(columns, (int)rows, bytes);
    }

    private static ImmutableArray<ColumnChunkMetadata> ReadChunks(ref CompactReader reader, byte type, long footerStart, ParquetLimits limits)
    {
        var count = reader.ReadList(type, CompactType.Struct);
        var chunks = ImmutableArray.CreateBuilder<ColumnChunkMetadata>(count);
        for (var i = 0; i < count; i++)
        {
            ColumnChunkMetadata? chunk = null;
            var id = 0;
            while (reader.NextField(ref id, out var field))
            {
                if (id == 1) reader.Throw("A column chunk in another file is not supported.");
                if (id == 3)
                {
                    reader.ExpectStruct(field);
                    chunk = ReadChunk(ref reader);
                }
                else
                {
                    reader.Skip(field);
                }
            }

            if (chunk is null) reader.Throw("A column chunk has no metadata.");
            if (chunk.CompressedSize < 0 || chunk.CompressedSize > limits.ChunkBytes)
                reader.Throw($"Column {chunk.Path}: a chunk of {chunk.CompressedSize} bytes is outside 0 to {limits.ChunkBytes}.");
            if (chunk.Start < 4 || chunk.Start > footerStart - chunk.CompressedSize)
                reader.Throw($"Column {chunk.Path}: the chunk at {chunk.Start} with {chunk.CompressedSize} bytes is not inside the data.");
            chunks.Add(chunk);
        }

        return chunks.MoveToImmutable();
    }

    private static ColumnChunkMetadata ReadChunk(ref CompactReader reader)
    {
        int physical = -1, codec = -1;
        ImmutableArray<int> encodings = [];
        var path = "";
        long values = -1, uncompressed = 0, compressed = -1, dataOffset = -1;
        long? dictionaryOffset = null;
        ColumnStatistics? statistics = null;
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            switch (id)
            {
                case 1:
                    physical = reader.ReadI32(type);
                    break;
                case 2:
                    var count = reader.ReadList(type, CompactType.I32);
                    var list = new int[count];
                    for (var i = 0; i < count; i++) list[i] = reader.ReadI32(CompactType.I32);
                    encodings = [.. list];
                    break;
                case 3:
                    var parts = new string[reader.ReadList(type, CompactType.Binary)];
                    for (var i = 0; i < parts.Length; i++) parts[i] = reader.ReadString(CompactType.Binary);
                    path = string.Join('.', parts);
                    break;
                case 4:
                    codec = reader.ReadI32(type);
                    break;
                case 5:
                    values = reader.ReadI64(type);
                    break;
                case 6:
                    uncompressed = reader.ReadI64(type);
                    break;
                case 7:
                    compressed = reader.ReadI64(type);
                    break;
                case 9:
                    dataOffset = reader.ReadI64(type);
                    break;
                case 11:
                    dictionaryOffset = reader.ReadI64(type);
                    break;
                case 12:
                    reader.ExpectStruct(type);
                    statistics = ReadStatistics(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        if (physical is < 0 or > 7) reader.Throw($"Physical type {physical} does not exist.");
        if (codec is < 0 or > 7) reader.Throw($"Codec {codec} does not exist.");
        return new ColumnChunkMetadata
        {
            Type = (PhysicalType)physical, Encodings = encodings, Path = path, Codec = (ParquetCodec)codec, Values = values,
            UncompressedSize = uncompressed, CompressedSize = compressed, DataPageOffset = dataOffset, DictionaryPageOffset = dictionaryOffset,
            Statistics = statistics,
        };
    }

    private static ColumnStatistics ReadStatistics(ref CompactReader reader)
    {
        byte[] min = [], max = [];
        long? nulls = null;
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            switch (id)
            {
                case 3:
                    nulls = reader.ReadI64(type);
                    break;
                case 5:
                    max = reader.ReadBinary(type).ToArray();
                    break;
                case 6:
                    min = reader.ReadBinary(type).ToArray();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new ColumnStatistics(min, max, nulls);
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadKeyValues(ref CompactReader reader, byte type)
    {
        var count = reader.ReadList(type, CompactType.Struct);
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(count);
        for (var i = 0; i < count; i++)
        {
            string key = "", value = "";
            var id = 0;
            while (reader.NextField(ref id, out var field))
            {
                if (id == 1) key = reader.ReadString(field);
                else if (id == 2) value = reader.ReadString(field);
                else reader.Skip(field);
            }

            entries.Add(new(key, value));
        }

        return entries.MoveToImmutable();
    }
}

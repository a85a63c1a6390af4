using System.Globalization;
using Argonaut.Bench.Anchors;
using Argonaut.Parquet;

namespace Argonaut.Bench.Data;

/// <summary>The six-column table through our codec, with the options that exports use, on one thread.</summary>
internal static class ParquetTrades
{
    private static readonly ParquetWriteOptions Options = new() { Codec = ParquetCodec.Snappy };

    private static readonly ParquetSchema Schema = new(
    [
        new ParquetColumn { Name = "ts_event", Type = PhysicalType.Int64, PrefersDelta = true },
        new ParquetColumn { Name = "ts_init", Type = PhysicalType.Int64, PrefersDelta = true },
        new ParquetColumn { Name = "price", Type = PhysicalType.Int64 },
        new ParquetColumn { Name = "size", Type = PhysicalType.Int64 },
        new ParquetColumn { Name = "side", Type = PhysicalType.Int32 },
        new ParquetColumn { Name = "trade_id", Type = PhysicalType.ByteArray, Converted = ConvertedType.Utf8 },
    ]);

    public static void Write(TradeTable table, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var writer = new ParquetWriter(file, Schema, Options);
        var columns = writer.Columns;
        for (var start = 0; start < table.Rows; start += Options.RowGroupRows)
        {
            var rows = Math.Min(Options.RowGroupRows, table.Rows - start);
            table.TsEvent.AsSpan(start, rows).CopyTo(columns[0].AppendMany<long>(rows));
            table.TsInit.AsSpan(start, rows).CopyTo(columns[1].AppendMany<long>(rows));
            table.Price.AsSpan(start, rows).CopyTo(columns[2].AppendMany<long>(rows));
            table.Size.AsSpan(start, rows).CopyTo(columns[3].AppendMany<long>(rows));
            var sides = columns[4].AppendMany<int>(rows);
            for (var i = 0; i < rows; i++) sides[i] = table.Side[start + i];
            for (var i = 0; i < rows; i++) columns[5].Append(table.TradeId[start + i]);
            writer.WriteRowGroup();
        }

        writer.Finish();
    }

    /// <summary>Decodes every column of a file that has the six columns, whoever wrote it, and sums them up.</summary>
    public static TableChecksum Read(string path)
    {
        using var reader = ParquetReader.Open(path);
        var columns = reader.Schema.Columns;
        long rows = 0, side = 0, letters = 0;
        Span<long> sums = stackalloc long[4];
        var buffers = columns.Select(c => new ColumnValues(c)).ToArray();
        try
        {
            for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
            {
                for (var i = 0; i < buffers.Length; i++) reader.ReadColumn(group, i, buffers[i]);
                for (var i = 0; i < sums.Length; i++) sums[i] ^= Xor(buffers[i].Int64);
                foreach (var value in buffers[4].Int32) side += value;
                var ids = buffers[5];
                for (var row = 0; row < ids.Count; row++) letters += ids.Bytes(row).Length;
                rows += ids.Count;
            }
        }
        finally
        {
            foreach (var buffer in buffers) buffer.Dispose();
        }

        return new TableChecksum(
            rows.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{sums[0]}/{sums[1]}/{sums[2]}/{sums[3]}/{side}/{letters}"));
    }

    private static long Xor(ReadOnlySpan<long> values)
    {
        long x = 0;
        foreach (var value in values) x ^= value;
        return x;
    }
}

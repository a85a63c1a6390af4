using System.Globalization;
using Argonaut.Parquet;

namespace Argonaut.Tests.Interop;

/// <summary>A file as our reader sees it, in the texts of <see cref="SeenFile"/>; and the same file written again by our writer.</summary>
internal static class OurReader
{
    public static List<string?[]> Rows(string path)
    {
        using var reader = ParquetReader.Open(path);
        var rows = new List<string?[]>();
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            var first = rows.Count;
            for (var i = 0; i < reader.Metadata.RowGroups[group].Rows; i++) rows.Add(new string?[reader.Schema.Columns.Length]);
            for (var column = 0; column < reader.Schema.Columns.Length; column++)
            {
                using var values = reader.ReadColumn(group, column);
                for (var row = 0; row < values.Count; row++) rows[first + row][column] = Text(values, row);
            }
        }

        return rows;
    }

    /// <summary>Reads a file and writes its rows again with the same schema and footer entries.</summary>
    public static void Rewrite(string path, string target, ParquetWriteOptions options)
    {
        using var reader = ParquetReader.Open(path);
        using var stream = File.Create(target);
        using var writer = new ParquetWriter(stream, reader.Schema, options with { KeyValues = reader.Metadata.KeyValues });
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            var rows = reader.Metadata.RowGroups[group].Rows;
            for (var start = 0; start < rows;)
            {
                var room = Math.Min(rows - start, options.RowGroupRows - writer.Columns[0].Count);
                for (var column = 0; column < writer.Columns.Length; column++)
                {
                    using var values = reader.ReadColumn(group, column);
                    writer.Columns[column].AppendFrom(values, start, room);
                }

                start += room;
                if (writer.Columns[0].Count == options.RowGroupRows) writer.WriteRowGroup();
            }
        }

        writer.Finish();
    }

    private static string? Text(ColumnValues values, int row)
    {
        if (values.IsNull(row)) return null;
        return values.Column.Type switch
        {
            PhysicalType.Boolean => values.Booleans[row] == 1 ? "true" : "false",
            PhysicalType.Int32 => values.Column.IsUnsigned ? Invariant((uint)values.Int32[row]) : Invariant(values.Int32[row]),
            PhysicalType.Int64 => values.Column.IsUnsigned ? Invariant((ulong)values.Int64[row]) : Invariant(values.Int64[row]),
            PhysicalType.Double => Invariant(values.Doubles[row]),
            PhysicalType.ByteArray when values.Column.Logical is { Kind: LogicalTypeKind.String } || values.Column.Converted == ConvertedType.Utf8 => values.Text(row),
            _ => Convert.ToHexStringLower(values.Bytes(row)),
        };
    }

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}

using Argonaut.Parquet;
using Argonaut.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.Parquet;

/// <summary>Whatever is written is read, for every type, codec and encoding.</summary>
public sealed class ColumnRoundTripTests
{
    [Fact]
    public void Integers_come_back() => Prop.ForAll<long[], int>((values, seed) => RoundTrips(
        new() { Name = "x", Type = PhysicalType.Int64, PrefersDelta = seed % 2 == 0 }, values.Length, seed, (c, i) => c.Append(values[i]))).QuickCheckThrowOnFailure();

    [Fact]
    public void Narrow_integers_come_back() => Prop.ForAll<int[], int>((values, seed) => RoundTrips(
        new() { Name = "x", Type = PhysicalType.Int32 }, values.Length, seed, (c, i) => c.Append(values[i] % 5))).QuickCheckThrowOnFailure();

    [Fact]
    public void Doubles_come_back() => Prop.ForAll<double[], int>((values, seed) => RoundTrips(
        new() { Name = "x", Type = PhysicalType.Double }, values.Length, seed, (c, i) => c.Append(values[i]))).QuickCheckThrowOnFailure();

    [Fact]
    public void Booleans_with_nulls_come_back() => Prop.ForAll<bool?[], int>((values, seed) => RoundTrips(
        new() { Name = "x", Type = PhysicalType.Boolean, Repetition = Repetition.Optional, MaxDefinitionLevel = 1 }, values.Length, seed, (c, i) =>
        {
            if (values[i] is { } value) c.Append(value);
            else c.AppendNull();
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_with_nulls_come_back() => Prop.ForAll<string?[], int>((values, seed) => RoundTrips(
        new()
        {
            Name = "x", Type = PhysicalType.ByteArray, Repetition = Repetition.Optional, MaxDefinitionLevel = 1, Converted = ConvertedType.Utf8,
            Logical = LogicalType.String,
        },
        values.Length, seed, (c, i) =>
        {
            if (values[i] is { } value) c.Append(value);
            else c.AppendNull();
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void Fixed_bytes_of_any_width_come_back() => Prop.ForAll<byte[], int>((values, seed) =>
    {
        var width = 1 + Math.Abs(seed % 20);
        return RoundTrips(new() { Name = "x", Type = PhysicalType.FixedLenByteArray, TypeLength = width }, values.Length, seed, (c, i) =>
        {
            var bytes = new byte[width];
            Array.Fill(bytes, (byte)(values[i] % 4));
            c.Append(bytes);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Writing_a_row_group_of_unequal_columns_is_an_error()
    {
        var schema = new ParquetSchema([new() { Name = "a", Type = PhysicalType.Int64 }, new() { Name = "b", Type = PhysicalType.Int64 }]);
        using var writer = new ParquetWriter(new MemoryStream(), schema, new ParquetWriteOptions());
        writer.Columns[0].Append(1L);
        Assert.Throws<InvalidOperationException>(writer.WriteRowGroup);
    }

    [Fact]
    public void Writing_allocates_nothing_per_row()
    {
        var schema = new ParquetSchema(
        [
            new() { Name = "price", Type = PhysicalType.FixedLenByteArray, TypeLength = 16 }, new() { Name = "id", Type = PhysicalType.ByteArray },
            new() { Name = "ts", Type = PhysicalType.Int64, PrefersDelta = true },
        ]);
        using var writer = new ParquetWriter(Stream.Null, schema, new ParquetWriteOptions());
        Fill(writer);
        Fill(writer);
        Assert.InRange(Allocations.Of(() => Fill(writer)), 0, 4_000);
    }

    private static void Fill(ParquetWriter writer)
    {
        for (var i = 0; i < 5_000; i++)
        {
            writer.Columns[0].Append((Int128)(i % 100));
            writer.Columns[1].Append("12-3456789"u8);
            writer.Columns[2].Append((long)i * i);
        }

        writer.WriteRowGroup();
    }

    private static bool RoundTrips(ParquetColumn column, int count, int seed, Action<ColumnValues, int> append)
    {
        ParquetCodec[] codecs = [ParquetCodec.Uncompressed, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd];
        var options = new ParquetWriteOptions
        {
            Codec = codecs[Math.Abs(seed % 4)], Encodings = seed % 3 == 0 ? ParquetEncodings.Plain : ParquetEncodings.Compact, RowGroupRows = 7,
        };
        var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, new ParquetSchema([column]), options);
        using var expected = new ColumnValues(column);
        expected.Clear();
        for (var i = 0; i < count; i++)
        {
            append(writer.Columns[0], i);
            append(expected, i);
            if (writer.Columns[0].Count == 7) writer.WriteRowGroup();
        }

        writer.Finish();
        using var reader = ParquetReader.Open(stream.ToArray(), "test.parquet");
        using var found = new ColumnValues(column);
        found.Clear();
        ulong checksum = 0;
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            using var values = reader.ReadColumn(group, 0);
            checksum = values.Checksum(checksum);
            found.AppendFrom(values, 0, values.Count);
        }

        return checksum == writer.Checksums[0] && found.Count == count && found.NullCount == expected.NullCount
            && Enumerable.Range(0, count).All(i => found.IsNull(i) == expected.IsNull(i) && found.Bytes(i).SequenceEqual(expected.Bytes(i)));
    }
}

using Argonaut.Parquet;
using Argonaut.Parquet.Metadata;
using Xunit;

namespace Argonaut.Tests.Unit.Parquet;

/// <summary>Faults F-601, F-602 and F-604: a damaged or hostile file gives a typed error or right values, and takes no memory first.</summary>
public sealed class DamagedFileTests
{
    private static readonly ParquetSchema Schema = new(
    [
        new() { Name = "price", Type = PhysicalType.FixedLenByteArray, TypeLength = 16 },
        new() { Name = "side", Type = PhysicalType.Int32, Converted = ConvertedType.UInt8, Logical = LogicalType.UnsignedInteger(8) },
        new() { Name = "id", Type = PhysicalType.ByteArray, Converted = ConvertedType.Utf8, Logical = LogicalType.String },
        new() { Name = "note", Type = PhysicalType.ByteArray, Repetition = Repetition.Optional, MaxDefinitionLevel = 1 },
        new() { Name = "ts_init", Type = PhysicalType.Int64, Converted = ConvertedType.UInt64, Logical = LogicalType.UnsignedInteger(64), PrefersDelta = true },
    ]);

    public static TheoryData<ParquetCodec> Codecs() => [ParquetCodec.Uncompressed, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_file_cut_anywhere_is_refused(ParquetCodec codec)
    {
        var file = Write(3_000, codec);
        for (var length = 0; length < file.Length; length += 509) Assert.Throws<ParquetFormatException>(() => ReadAll(file.AsMemory(0, length)));
        Assert.Throws<ParquetFormatException>(() => ReadAll(file.AsMemory(0, file.Length - 1)));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_flipped_bit_anywhere_gives_a_typed_error_or_a_whole_file(ParquetCodec codec)
    {
        var file = Write(700, codec);
        var random = new Random(11);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = (byte[])file.Clone();
            damaged[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.Equal(700, ReadAll(damaged));
            }
            catch (ParquetFormatException e)
            {
                Assert.Equal("test.parquet", e.File);
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000L * (file.Length * 40 + (1 << 20)));
    }

    [Fact]
    public void Random_bytes_in_the_place_of_a_footer_are_refused()
    {
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var file = new byte[random.Next(12, 400)];
            random.NextBytes(file);
            "PAR1"u8.CopyTo(file);
            "PAR1"u8.CopyTo(file.AsSpan(file.Length - 4));
            BitConverter.TryWriteBytes(file.AsSpan(file.Length - 8), file.Length - 12);
            Assert.Throws<ParquetFormatException>(() => ReadAll(file));
        }
    }

    [Fact]
    public void Damage_inside_a_page_names_file_column_row_group_and_offset()
    {
        var file = Write(700, ParquetCodec.Snappy);
        using var sound = ParquetReader.Open(file, "test.parquet");
        var chunk = sound.Metadata.RowGroups[1].Columns[4];
        var damaged = (byte[])file.Clone();
        damaged[chunk.DataPageOffset] = 0xFF;
        var error = Assert.Throws<ParquetFormatException>(() => ReadAll(damaged));
        Assert.Equal(("test.parquet", "ts_init", 1), (error.File, error.Column, error.RowGroup));
        Assert.InRange(error.Offset, chunk.DataPageOffset, chunk.DataPageOffset + chunk.CompressedSize);
    }

    [Fact]
    public void A_time_outside_the_stated_bounds_is_damage()
    {
        var values = new ColumnValues(Schema.Columns[4]);
        values.Append(5L);
        values.Append(900L);
        var statistics = new ColumnStatistics(BitConverter.GetBytes(5L), BitConverter.GetBytes(800L), 0);
        var chunk = new ColumnChunkMetadata
        {
            Type = PhysicalType.Int64, Encodings = [], Path = "ts_init", Codec = ParquetCodec.Uncompressed, Values = 2, UncompressedSize = 0, CompressedSize = 0,
            DataPageOffset = 4, Statistics = statistics,
        };
        Assert.Throws<ParquetFormatException>(() => Argonaut.Parquet.Reading.StatisticsCheck.Verify(chunk, Schema.Columns[4], true, values));
    }

    [Fact]
    public void A_row_group_of_a_trillion_rows_is_refused_before_memory_is_taken()
    {
        var file = Write(1_000_000_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ParquetFormatException>(() => ReadAll(file));
        Assert.Contains("1000000000000 rows", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_page_that_claims_two_gibibytes_is_refused_before_memory_is_taken()
    {
        // A data page header: type 0, 2^31 - 1 bytes unpacked, 3 bytes packed, 4 values PLAIN.
        byte[] page = [0x15, 0, 0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0x15, 6, 0x2C, 0x15, 8, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 1, 2, 3];
        var file = Write(4, page);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ParquetFormatException>(() => ReadAll(file));
        Assert.Contains("2147483647 bytes is beyond the limit", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(5_001)]
    public void Equal_and_extreme_values_come_back(int rows)
    {
        var stream = new MemoryStream();
        using (var writer = new ParquetWriter(stream, Schema, new ParquetWriteOptions()))
        {
            for (var i = 0; i < rows; i++)
            {
                writer.Columns[0].Append(i % 2 == 0 ? Int128.MaxValue : Int128.MinValue);
                writer.Columns[1].Append(7);
                writer.Columns[2].Append("");
                writer.Columns[3].AppendNull();
                writer.Columns[4].Append(i % 2 == 0 ? long.MinValue : long.MaxValue);
                if (writer.Columns[0].Count == 5_000) writer.WriteRowGroup();
            }

            writer.Finish();
        }

        using var reader = ParquetReader.Open(stream.ToArray(), "test.parquet");
        Assert.Equal(rows, reader.Metadata.Rows);
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            using var price = reader.ReadColumn(group, 0);
            using var note = reader.ReadColumn(group, 3);
            using var time = reader.ReadColumn(group, 4);
            for (var i = 0; i < price.Count; i++)
            {
                Assert.Equal(i % 2 == 0 ? Int128.MaxValue : Int128.MinValue, price.Int128[i]);
                Assert.Equal(i % 2 == 0 ? long.MinValue : long.MaxValue, time.Int64[i]);
                Assert.True(note.IsNull(i));
            }
        }
    }

    private static byte[] Write(int rows, ParquetCodec codec)
    {
        var random = new Random(2);
        var stream = new MemoryStream();
        using var writer = new ParquetWriter(stream, Schema, new ParquetWriteOptions { Codec = codec, RowGroupRows = 300 });
        for (var i = 0; i < rows; i++)
        {
            writer.Columns[0].Append((Int128)random.NextInt64(100) * 10_000_000_000_000);
            writer.Columns[1].Append(random.Next(3));
            writer.Columns[2].Append($"7-{i}");
            if (i % 5 == 0) writer.Columns[3].AppendNull();
            else writer.Columns[3].Append($"note {i % 20}");
            writer.Columns[4].Append(1_767_364_200_000_000_000 + i * 1_000_003L);
            if (writer.Columns[0].Count == 300) writer.WriteRowGroup();
        }

        writer.Finish();
        return stream.ToArray();
    }

    // A file of one INT64 column whose footer claims that many rows and whose only page is given.
    private static byte[] Write(long rows, byte[]? page = null)
    {
        page ??= [0x15, 0, 0x15, 16, 0x15, 16, 0x2C, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        using var footer = new ByteBuffer();
        FooterWriter.Write(footer, new FileMetadata
        {
            Version = 1,
            Schema = new ParquetSchema([Schema.Columns[4]]),
            Rows = rows,
            KeyValues = [],
            RowGroups = [new RowGroupMetadata([Chunk(rows, page.Length)], 1, page.Length)],
        });

        return [.. "PAR1"u8, .. page, .. Claim(footer.Written.ToArray(), rows)];
    }

    // The metadata type holds no more than an int of rows: the wider claim is put in by hand.
    private static byte[] Claim(byte[] footer, long rows)
    {
        // Row group: field 3 (num_rows) after field 2 is 0x16 and the zig-zag varint; the builder above wrote the count 1 as 0x16 0x02 0x26.
        using var varint = new ByteBuffer();
        varint.AppendZigZag(rows);
        var at = footer.AsSpan().IndexOf((byte[])[0x16, 0x02, 0x26]);
        byte[] patched = [.. footer[..(at + 1)], .. varint.Written, .. footer[(at + 2)..^8]];
        return [.. patched, .. BitConverter.GetBytes(patched.Length), .. "PAR1"u8];
    }

    private static ColumnChunkMetadata Chunk(long rows, int bytes) => new()
    {
        Type = PhysicalType.Int64, Encodings = [0, 3], Path = "ts_init", Codec = ParquetCodec.Snappy, Values = rows, UncompressedSize = bytes, CompressedSize = bytes,
        DataPageOffset = 4,
    };

    private static long ReadAll(ReadOnlyMemory<byte> file)
    {
        using var reader = ParquetReader.Open(file, "test.parquet");
        long rows = 0;
        for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
        {
            for (var column = 0; column < reader.Schema.Columns.Length; column++)
            {
                using var values = reader.ReadColumn(group, column);
                Assert.Equal(reader.Metadata.RowGroups[group].Rows, values.Count);
            }

            rows += reader.Metadata.RowGroups[group].Rows;
        }

        return rows;
    }
}

using Argonaut.Parquet;
using Argonaut.Parquet.Encodings;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.Parquet;

public sealed class EncodingTests
{
    [Theory]
    [InlineData(new[] { 1703462400000000000L, 1703462400000000001L, 1703462400000000003L }, "800104038080E083E181F5A32F020100000002000000")]
    [InlineData(new[] { 7L }, "800104010E")]
    public void Delta_blocks_have_the_bytes_of_the_specification(long[] values, string hex) => Assert.Equal(hex, Convert.ToHexString(EncodeDelta(values)));

    [Fact]
    public void Delta_blocks_of_any_values_come_back() => Prop.ForAll<long[]>(DeltaComesBack).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(161)]
    [InlineData(5000)]
    public void Delta_blocks_of_extreme_steps_come_back(int count)
    {
        var random = new Random(count);
        var values = new long[count];
        for (var i = 0; i < count; i++) values[i] = i % 3 == 0 ? long.MinValue : i % 3 == 1 ? long.MaxValue : random.NextInt64();
        Assert.True(DeltaComesBack(values));
    }

    [Fact]
    public void Packed_indices_have_the_bytes_of_the_specification()
    {
        using var buffer = new ByteBuffer();
        BitPacker.Pack([0, 1, 2, 1, 0], 2, buffer);
        Assert.Equal("6400", Convert.ToHexString(buffer.Written));
    }

    [Fact]
    public void Packed_integers_of_every_width_come_back()
    {
        var random = new Random(3);
        for (var width = 1; width <= 32; width++)
        {
            var values = new int[random.Next(1, 300)];
            for (var i = 0; i < values.Length; i++) values[i] = (int)(random.NextInt64() & (long)(uint.MaxValue >> (32 - width)));
            using var buffer = new ByteBuffer();
            BitPacker.Pack(values, width, buffer);
            var output = new int[values.Length];
            BitUnpacker.Unpack(buffer.Written, width, output);
            Assert.Equal(values, output);
        }
    }

    [Fact]
    public void The_hybrid_reads_repeated_and_packed_runs()
    {
        // Six times 3 as a repeated run, then the packed group 0 1 2 1 0 (padded with zeros).
        var output = new int[11];
        HybridDecoder.Decode(Convert.FromHexString("0C03036400"), 2, output);
        Assert.Equal([3, 3, 3, 3, 3, 3, 0, 1, 2, 1, 0], output);
    }

    [Theory]
    [InlineData("0C", 2, 3)]
    [InlineData("0C07", 2, 3)]
    [InlineData("0303", 8, 8)]
    [InlineData("0000", 1, 1)]
    [InlineData("FFFFFFFFFF0F", 1, 1)]
    public void Damaged_hybrid_runs_are_refused(string hex, int width, int count) =>
        Assert.Throws<ParquetFormatException>(() => HybridDecoder.Decode(Convert.FromHexString(hex), width, new int[count]));

    private static bool DeltaComesBack(long[] values)
    {
        var output = new long[values.Length];
        var bytes = EncodeDelta(values);
        return DeltaBinaryPackedDecoder.Decode(bytes, output) == bytes.Length && output.AsSpan().SequenceEqual(values);
    }

    private static byte[] EncodeDelta(long[] values)
    {
        using var buffer = new ByteBuffer();
        DeltaBinaryPackedEncoder.Encode(values, buffer);
        return buffer.Written.ToArray();
    }
}

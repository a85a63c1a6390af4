using System.Text;
using Argonaut.Parquet;
using Argonaut.Parquet.Compression;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.Parquet;

public sealed class ZstdTests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    public void The_checksum_gives_the_published_values(string text, ulong expected) =>
        Assert.Equal(expected, XxHash64.Hash(Encoding.ASCII.GetBytes(text), 0));

    [Fact]
    public void Raw_frames_come_back() => Prop.ForAll<byte[]>(RoundTrips).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(300_000)]
    public void Raw_frames_of_every_header_form_come_back(int length) => Assert.True(RoundTrips(new byte[length]));

    [Fact]
    public void A_frame_of_raw_and_repeated_blocks_with_its_checksum_is_read()
    {
        // Frame: checksum flag, 1-byte size; raw block "ab", last block five times "c"; XXH64 of "abccccc".
        var content = "abccccc"u8;
        byte[] checksum = BitConverter.GetBytes((uint)XxHash64.Hash(content, 0));
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x24, 7, 0x10, 0, 0, (byte)'a', (byte)'b', 0x2B, 0, 0, (byte)'c', .. checksum];
        var output = new byte[7];
        new ZstdDecoder().Decode(frame, output);
        Assert.Equal(content.ToArray(), output);

        frame[^1] ^= 1;
        Assert.Throws<ParquetFormatException>(() => new ZstdDecoder().Decode(frame, output));
    }

    [Theory]
    [InlineData("28B52FFD", 4)]
    [InlineData("28B52FFD2005", 5)]
    [InlineData("28B52FFD2005FF0000", 5)]
    [InlineData("28B52FFD210105010000", 0)]
    [InlineData("00112233445566778899", 3)]
    public void Damaged_frames_are_refused(string hex, int length) =>
        Assert.Throws<ParquetFormatException>(() => new ZstdDecoder().Decode(Convert.FromHexString(hex), new byte[length]));

    private static bool RoundTrips(byte[] input)
    {
        var frame = new byte[ZstdRawFrames.MaxLength(input.Length)];
        var length = ZstdRawFrames.Encode(input, frame);
        var output = new byte[input.Length];
        new ZstdDecoder().Decode(frame.AsSpan(0, length), output);
        return output.AsSpan().SequenceEqual(input);
    }
}

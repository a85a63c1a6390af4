using System.Text;
using Argonaut.Parquet.Compression;
using Argonaut.Parquet;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Tests.Unit.Parquet;

public sealed class SnappyTests
{
    [Theory]
    [InlineData("00", "")]
    [InlineData("051068656C6C6F", "hello")]
    [InlineData("1400614A0100", "aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("0C0C616263641104", "abcdabcdabcd")]
    public void The_vectors_of_the_specification_decode(string hex, string text)
    {
        var output = new byte[text.Length];
        SnappyDecoder.Decode(Convert.FromHexString(hex), output);
        Assert.Equal(text, Encoding.ASCII.GetString(output));
    }

    [Theory]
    [InlineData("0400610905", 4)]
    [InlineData("051068656C", 5)]
    [InlineData("020061", 2)]
    [InlineData("0100610062", 1)]
    public void Damaged_blocks_are_refused(string hex, int length) =>
        Assert.Throws<ParquetFormatException>(() => SnappyDecoder.Decode(Convert.FromHexString(hex), new byte[length]));

    [Fact]
    public void A_preamble_that_differs_from_the_page_is_refused_before_any_copy() =>
        Assert.Throws<ParquetFormatException>(() => SnappyDecoder.Decode(Convert.FromHexString("FFFFFFFF0700"), new byte[4]));

    [Fact]
    public void A_literal_of_61_bytes_has_one_length_byte()
    {
        var input = Enumerable.Range(0, 61).Select(i => (byte)(i * 37)).ToArray();
        Assert.StartsWith("3DF03C", Convert.ToHexString(Encode(input)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "00")]
    [InlineData("hello", "051068656C6C6F")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "1400614A0100")]
    [InlineData("abcdabcdabcd", "0C0C616263641104")]
    public void The_encoder_writes_the_bytes_of_the_specified_algorithm(string text, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(Encode(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Any_input_comes_back() => Prop.ForAll<byte[]>(RoundTrips).QuickCheckThrowOnFailure();

    [Fact]
    public void Repetitive_inputs_across_blocks_come_back()
    {
        var random = new Random(7);
        foreach (var length in new[] { 65_535, 65_536, 65_537, 200_000 })
        {
            var input = new byte[length];
            for (var i = 0; i < length; i++) input[i] = (byte)(i % 97 < 60 ? i % 97 : random.Next(4));
            Assert.True(RoundTrips(input));
        }
    }

    private static bool RoundTrips(byte[] input)
    {
        var output = new byte[input.Length];
        SnappyDecoder.Decode(Encode(input), output);
        return output.AsSpan().SequenceEqual(input);
    }

    private static byte[] Encode(byte[] input)
    {
        var output = new byte[SnappyEncoder.MaxLength(input.Length)];
        return output[..new SnappyEncoder().Encode(input, output)];
    }
}

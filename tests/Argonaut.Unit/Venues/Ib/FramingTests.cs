using Argonaut.Venues.Ib.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class FramingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Framing_vectors_give_the_same_frames_in_chunks_of_any_size(int chunk)
    {
        var vectors = Vector.LoadAll().Where(v => v.Kind == "framing").ToList();
        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            if ((string?)vector.Meaning["error"] == "badLength")
            {
                var e = Assert.Throws<IbProtocolException>(() => ByteChunks.Frames(vector.Bytes, chunk));
                Assert.Equal(507, e.Code);
                continue;
            }

            var expected = (int?)vector.Meaning["framesInBuffer"] ?? 1;
            Assert.Equal(expected, ByteChunks.Frames(vector.Bytes, chunk).Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void All_answers_in_one_stream_come_out_whole_and_in_order(int chunk)
    {
        var vectors = Vector.LoadAll().Where(v => v is { Direction: "response", Kind: not "framing" }).ToList();
        var frames = ByteChunks.Frames([.. vectors.SelectMany(v => v.Bytes)], chunk);
        Assert.Equal(vectors.Select(v => Convert.ToHexString(v.Payload)), frames.Select(Convert.ToHexString));
    }

    [Fact]
    public void Any_bytes_split_anywhere_give_the_frames_of_the_whole() =>
        Prop.ForAll<byte[][], int>((payloads, seed) =>
        {
            var w = new MemoryStream();
            foreach (var payload in payloads)
            {
                w.Write([0, 0, (byte)(payload.Length >> 8), (byte)payload.Length]);
                w.Write(payload);
            }

            var frames = ByteChunks.Frames(w.ToArray(), 1 + Math.Abs(seed % 9));
            return frames.Select(Convert.ToHexString).SequenceEqual(payloads.Select(Convert.ToHexString));
        }).QuickCheckThrowOnFailure();
}

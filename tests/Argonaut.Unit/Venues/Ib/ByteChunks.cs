using System.Buffers;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>A byte stream as a pipe hands it over: in pieces, each a segment of its own.</summary>
internal static class ByteChunks
{
    /// <summary>Feeds the bytes in chunks, each a segment of its own, as a pipe would.</summary>
    public static List<byte[]> Frames(byte[] bytes, int chunk)
    {
        var chunks = new List<byte[]>();
        for (var at = 0L; at < bytes.Length; at += chunk) chunks.Add(bytes[(int)at..(int)Math.Min(bytes.Length, at + chunk)]);
        return FramesOf([.. chunks]);
    }

    public static List<byte[]> FramesOf(params byte[][] chunks)
    {
        var frames = new List<byte[]>();
        var scratch = new byte[16];
        var rest = ReadOnlySequence<byte>.Empty;
        foreach (var chunk in chunks)
        {
            rest = Append(rest, chunk);
            while (IbFrame.TryRead(rest, ref scratch, out var payload, out var size))
            {
                frames.Add(payload.ToArray());
                Assert.True(!rest.IsSingleSegment || (IbFrame.TryRead(rest.FirstSpan, out var same, out var sameSize)
                    && sameSize == size && same.SequenceEqual(payload)));
                rest = rest.Slice(size);
            }
        }

        return frames;
    }

    private static ReadOnlySequence<byte> Append(ReadOnlySequence<byte> rest, ReadOnlyMemory<byte> chunk)
    {
        Segment? first = null, last = null;
        foreach (var piece in rest) last = Next(piece, last, ref first);
        last = Next(chunk, last, ref first);
        return new ReadOnlySequence<byte>(first!, 0, last, last.Memory.Length);
    }

    private static Segment Next(ReadOnlyMemory<byte> memory, Segment? last, ref Segment? first)
    {
        var next = new Segment(memory, last);
        first ??= next;
        return next;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? last)
        {
            Memory = memory;
            if (last is null) return;
            RunningIndex = last.RunningIndex + last.Memory.Length;
            last.Next = this;
        }
    }
}

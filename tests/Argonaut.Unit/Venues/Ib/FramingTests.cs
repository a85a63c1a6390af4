using System.Buffers;
using Argonaut.Venues.Ib;
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
                var e = Assert.Throws<IbProtocolException>(() => Frames(vector.Bytes, chunk));
                Assert.Equal(507, e.Code);
                continue;
            }

            var expected = (int?)vector.Meaning["framesInBuffer"] ?? 1;
            Assert.Equal(expected, Frames(vector.Bytes, chunk).Count);
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
        var frames = Frames([.. vectors.SelectMany(v => v.Bytes)], chunk);
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

            var frames = Frames(w.ToArray(), 1 + Math.Abs(seed % 9));
            return frames.Select(Convert.ToHexString).SequenceEqual(payloads.Select(Convert.ToHexString));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_and_truncated_payloads_are_answered_or_refused_but_never_crash()
    {
        var random = new Random(20_261_120);
        var vectors = Vector.LoadAll().Where(v => v is { Direction: "response", Kind: not "framing" }).ToList();
        var skipped = new IbSkipCounts();
        for (var i = 0; i < 20_000; i++)
        {
            var vector = vectors[random.Next(vectors.Count)];
            var payload = vector.Payload;
            if (i % 3 == 0) payload = payload[..random.Next(payload.Length + 1)];
            else for (var n = random.Next(1, 6); n > 0; n--) payload[random.Next(payload.Length)] = (byte)random.Next(256);
            DecodeLikeTheSession(payload, vector.ServerVersion, skipped);
        }

        Assert.True(skipped[IbSkip.Malformed] > 1_000);
    }

    /// <summary>A payload as the session takes it: a format exception is counted, anything else would end the connection.</summary>
    private static void DecodeLikeTheSession(byte[] payload, int version, IbSkipCounts skipped)
    {
        try
        {
            var decoder = new IbTickDecoder(TimeProvider.System, skipped);
            if (decoder.Decode(payload, out _) != IbTickOutcome.NotATick) return;
            var r = new IbFieldReader(payload);
            switch (r.ReadInt())
            {
                case IbAnswer.Error: IbSystemDecoder.Error(ref r, version); break;
                case IbAnswer.NextValidId: IbSystemDecoder.NextValidId(ref r); break;
                case IbAnswer.ManagedAccounts: IbSystemDecoder.ManagedAccounts(ref r); break;
                case IbAnswer.ContractDetails: IbContractDecoder.Details(ref r, version); break;
                case IbAnswer.BondContractDetails: IbContractDecoder.Bond(ref r, version); break;
                case IbAnswer.SymbolSamples: IbContractDecoder.SymbolSamples(ref r); break;
                case IbAnswer.MarketRule: IbContractDecoder.MarketRule(ref r); break;
                case IbAnswer.HistoricalData: IbHistoryDecoder.Bars(ref r, version); break;
                case IbAnswer.HistoricalDataUpdate: IbHistoryDecoder.Update(ref r); break;
                case IbHistoryDecoder.LastTicks: IbHistoryDecoder.Ticks(ref r, IbHistoryDecoder.LastTicks); break;
                case IbAnswer.TickOptionComputation: IbTickOption.Read(ref r); break;
                case IbAnswer.TickEfp: IbTickEfp.Read(ref r); break;
                case IbAnswer.RealTimeBar: IbHistoryDecoder.RealTimeBar(ref r); break;
            }
        }
        catch (WireFormatException)
        {
            skipped.Add(IbSkip.Malformed);
        }
    }

    /// <summary>Feeds the bytes in chunks, each a segment of its own, as a pipe would.</summary>
    private static List<byte[]> Frames(byte[] bytes, int chunk)
    {
        var frames = new List<byte[]>();
        var scratch = new byte[16];
        var rest = ReadOnlySequence<byte>.Empty;
        for (var at = 0; at < bytes.Length; at += chunk)
        {
            var end = (int)Math.Min(bytes.Length, (long)at + chunk);
            rest = Append(rest, bytes.AsMemory(at, end - at));
            while (IbFrame.TryRead(rest, ref scratch, out var payload, out var size))
            {
                frames.Add(payload.ToArray());
                Assert.True(!rest.IsSingleSegment || (IbFrame.TryRead(rest.FirstSpan, out var same, out var sameSize)
                    && sameSize == size && same.SequenceEqual(payload)));
                rest = rest.Slice(size);
            }

            if (chunk == int.MaxValue) break;
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

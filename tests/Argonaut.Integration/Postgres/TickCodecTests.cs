using System.Text;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Numbers;
using Argonaut.Postgres.Packing;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class TickCodecTests
{
    private static readonly InstrumentKey Instrument = new(7);

    [Theory]
    [InlineData(MarketEventKind.Trade)]
    [InlineData(MarketEventKind.Quote)]
    public void Unpacking_what_was_packed_is_identity(MarketEventKind kind) =>
        Prop.ForAll<long[], long[]>((values, others) =>
        {
            var ticks = Ticks(kind, values, others);
            return ticks.Length == 0 || RoundTrip(ticks).SequenceEqual(ticks);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(MarketEventKind.Trade, 1)]
    [InlineData(MarketEventKind.Trade, 127)]
    [InlineData(MarketEventKind.Quote, 128)]
    [InlineData(MarketEventKind.Quote, 129)]
    [InlineData(MarketEventKind.Trade, TickCodec.MaxTicks)]
    public void Chunks_of_any_length_come_back(MarketEventKind kind, int count)
    {
        var ticks = Workload(kind, count, jitter: true);

        Assert.Equal(ticks, RoundTrip(ticks));
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(0, long.MinValue)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(-1, 1)]
    public void The_ends_of_the_numbers_come_back(long one, long other)
    {
        var ticks = Enumerable.Range(0, 300).Select(i => new MarketEvent(
            MarketEventKind.Quote, Instrument, i % 2 == 0 ? one : other, i % 3 == 0 ? one : other, i % 5 == 0 ? one : other, other,
            (TickFlags)(i % 2 == 0 ? short.MinValue : short.MaxValue), new(i % 2 == 0 ? one : other), new(i % 7 == 0 ? one : other),
            i % 2 == 0 ? int.MinValue : int.MaxValue, i % 2 == 0 ? other : one)).ToArray();

        Assert.Equal(ticks, RoundTrip(ticks));
    }

    /// <summary>The workload of performance.md, sections 1 to 5, with the time of receipt a varying fraction of a millisecond later.</summary>
    [Theory]
    [InlineData(MarketEventKind.Trade, false, 6.5)]
    [InlineData(MarketEventKind.Trade, true, 9)]
    public void A_trade_takes_at_most_nine_bytes(MarketEventKind kind, bool jitter, double most)
    {
        var payload = new TickCodec().Pack(Workload(kind, TickCodec.MaxTicks, jitter));

        Assert.InRange(payload.Length / (double)TickCodec.MaxTicks, 4, most);
    }

    [Fact]
    public void Packing_and_unpacking_allocate_nothing()
    {
        var codec = new TickCodec();
        var ticks = Workload(MarketEventKind.Quote, TickCodec.MaxTicks, jitter: true);
        var back = new MarketEvent[ticks.Length];
        var payload = codec.Pack(ticks).ToArray();
        codec.Unpack(MarketEventKind.Quote, Instrument, payload, back);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            codec.Pack(ticks);
            codec.Unpack(MarketEventKind.Quote, Instrument, payload, back);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bytes_that_are_no_chunk_are_refused_and_nothing_else_happens()
    {
        var ticks = Workload(MarketEventKind.Trade, 500, jitter: true);
        var good = new TickCodec().Pack(ticks).ToArray();
        var random = new Random(1);
        var codec = new TickCodec();
        var back = new MarketEvent[ticks.Length];
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var i = 0; i < 1 + round % 4; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (round % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
            if (TickCodec.Checksum(bytes) == TickCodec.Checksum(good)) continue;   // the byte that was there already
            try
            {
                codec.Unpack(MarketEventKind.Trade, Instrument, bytes, back);
            }
            catch (InvalidDataException)
            {
                // What damage must look like. Damage that still decodes is what the checksum is for.
            }
        }

        codec.Unpack(MarketEventKind.Trade, Instrument, good, back);
        Assert.Equal(ticks, back);
    }

    /// <remarks>The check value of CRC-32C: RFC 3720, B.4, and the catalogue of parametrised CRC algorithms.</remarks>
    [Fact]
    public void The_checksum_is_CRC_32C() => Assert.Equal(unchecked((int)0xE3069283), TickCodec.Checksum(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Dividing_by_a_number_is_exact_for_its_multiples_and_false_for_others() =>
        Prop.ForAll<ulong, ulong>((number, by) =>
        {
            if (by == 0) return true;
            var isMultiple = new ExactDivisor(by).TryDivide(number, out var quotient);
            return isMultiple == (number % by == 0) && (!isMultiple || quotient == number / by);
        }).QuickCheckThrowOnFailure();

    internal static MarketEvent[] Workload(MarketEventKind kind, int count, bool jitter)
    {
        var random = new Random(11);
        var ticks = new MarketEvent[count];
        long time = 1_767_623_400_000_000_000, sequence = 1_000_000, price = 15_000_000_000;
        for (var i = 0; i < count; i++)
        {
            for (var others = random.Next(1, 100); others > 0; others--)       // one of fifty instruments in random turn
            {
                time += random.NextInt64(1_000, 100_000);
                sequence++;
            }

            price += random.Next(-2, 3) * 1_000_000L;
            var size = random.NextInt64(1, 501) * 100_000_000;
            ticks[i] = new MarketEvent(
                kind, Instrument, price, kind == MarketEventKind.Trade ? size : price + random.Next(1, 4) * 1_000_000L,
                kind == MarketEventKind.Trade ? 0 : size, kind == MarketEventKind.Trade ? 0 : size / 2, (TickFlags)random.Next(3),
                new UnixNanos(time), new UnixNanos(time + (jitter ? random.NextInt64(100_000, 900_000) : 400_000)), 3, sequence);
        }

        return ticks;
    }

    private static MarketEvent[] RoundTrip(MarketEvent[] ticks)
    {
        var codec = new TickCodec();
        var payload = codec.Pack(ticks).ToArray();
        var back = new MarketEvent[ticks.Length];
        codec.Unpack(ticks[0].Kind, Instrument, payload, back);
        return back;
    }

    private static MarketEvent[] Ticks(MarketEventKind kind, long[] values, long[] others)
    {
        var count = Math.Min(TickCodec.MaxTicks, Math.Min(values.Length, others.Length));
        return [.. Enumerable.Range(0, count).Select(i => new MarketEvent(
            kind, Instrument, values[i], others[i], kind == MarketEventKind.Quote ? values[^(i + 1)] : 0, kind == MarketEventKind.Quote ? others[^(i + 1)] : 0,
            (TickFlags)(short)values[i], new UnixNanos(values[i] * 1_000), new UnixNanos(others[i] * 1_000 + i), (int)others[i], values[i] ^ others[i]))];
    }
}

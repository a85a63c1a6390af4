using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Store;
using Argonaut.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class TickRowTests
{
    [Theory]
    [InlineData(MarketEventKind.Trade)]
    [InlineData(MarketEventKind.Quote)]
    public void Decoding_what_was_encoded_is_identity_however_the_bytes_arrive(MarketEventKind kind) =>
        Prop.ForAll<long[], PositiveInt, short>((values, cut, flags) =>
        {
            var ticks = values.Select((value, i) => Tick(kind, value, flags, i + 1)).ToArray();
            return Decode(kind, Encode(kind, ticks), cut.Get).SequenceEqual(ticks);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_row_is_what_the_manual_of_PostgreSQL_says()
    {
        var tick = new MarketEvent(
            MarketEventKind.Trade, new(0x01020304), 2, 3, 0, 0, TickFlags.Seller, new(0x1112131415161718), new(5), 6, 7);

        var bytes = Convert.ToHexStringLower(Encode(MarketEventKind.Trade, [tick]));

        Assert.Equal(
            "5047434f50590aff0d0a00" + "00000000" + "00000000"
            + "0008"
            + "00000008" + "1112131415161718" + "00000008" + "0000000000000005" + "00000008" + "0000000000000002"
            + "00000008" + "0000000000000003" + "00000008" + "0000000000000007"
            + "00000004" + "01020304" + "00000004" + "00000006" + "00000002" + "0002"
            + "ffff",
            bytes);
    }

    [Fact]
    public void Rows_with_another_number_of_columns_are_refused()
    {
        var bytes = Encode(MarketEventKind.Trade, [Tick(MarketEventKind.Trade, 1, 0, 1)]);
        bytes[20] = 7;

        Assert.Throws<InvalidDataException>(() => Decode(MarketEventKind.Trade, bytes, 1_000));
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        var encoder = new TickRowEncoder(TickTable.Trades);
        var ticks = Enumerable.Range(1, TickRowEncoder.RowsPerPiece).Select(i => Tick(MarketEventKind.Trade, i, 0, i)).ToArray();
        encoder.Encode(ticks, isFirst: true, isLast: true);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++) encoder.Encode(ticks, isFirst: true, isLast: true);
        }));
    }

    private static MarketEvent Tick(MarketEventKind kind, long value, short flags, int sequence) => new(
        kind, new InstrumentKey((int)value), value, -value, kind == MarketEventKind.Quote ? value / 3 : 0, kind == MarketEventKind.Quote ? ~value : 0,
        (TickFlags)flags, new UnixNanos(value & long.MaxValue), new UnixNanos(sequence), (int)(value >> 7), sequence);

    private static byte[] Encode(MarketEventKind kind, MarketEvent[] ticks)
    {
        var encoder = new TickRowEncoder(TickTable.Of(kind));
        var bytes = new List<byte>();
        var pieces = ticks.Chunk(10).DefaultIfEmpty([]).ToArray();
        for (var i = 0; i < pieces.Length; i++) bytes.AddRange(encoder.Encode(pieces[i], i == 0, i == pieces.Length - 1).Span);
        return [.. bytes];
    }

    private static List<MarketEvent> Decode(MarketEventKind kind, byte[] bytes, int cut)
    {
        var decoder = new TickRowDecoder(TickTable.Of(kind));
        var ticks = new List<MarketEvent>();
        var places = new MarketEvent[3];
        int start = 0, end = 0;
        while (!decoder.IsComplete)
        {
            var (used, count) = decoder.Decode(bytes.AsSpan(start, end - start), places);
            ticks.AddRange(places[..count]);
            start += used;
            if (used == 0) end = Math.Min(bytes.Length, end + cut);
        }

        return ticks;
    }
}

using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Packing;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class PageFitTests
{
    [Theory]
    [InlineData(MarketEventKind.Trade, true)]
    [InlineData(MarketEventKind.Trade, false)]
    [InlineData(MarketEventKind.Quote, true)]
    public void A_full_chunk_fills_its_part_of_a_page_but_for_a_few_bytes(MarketEventKind kind, bool jitter)
    {
        var (count, payload) = PageFit.Cut(new TickCodec(), TickCodecTests.Workload(kind, TickCodec.MaxTicks, jitter));

        var limit = Enumerable.Range(1, 8).Select(PageFit.PayloadBytes).First(limit => payload.Length <= limit && payload.Length > limit * 0.96);
        Assert.InRange(payload.Length, limit - 3 * payload.Length / count - 8, limit);
    }

    [Fact]
    public void What_is_cut_is_the_first_ticks_and_never_more_than_a_page() =>
        Prop.ForAll<long[], int, bool>((seeds, many, isWild) =>
        {
            var ticks = TickCodecTests.Workload(MarketEventKind.Quote, 1 + Math.Abs(many % TickCodec.MaxTicks), jitter: true);
            // Values of all sizes: up to 72 bytes a tick.
            if (isWild && seeds.Length > 0)
                for (var i = 0; i < ticks.Length; i++)
                {
                    var wild = seeds[i % seeds.Length] * (i + 1) * 0x5851F42D4C957F2D;
                    ticks[i] = ticks[i] with { A = wild, B = ~wild, C = wild >> 7, D = wild << 9, TsInit = new UnixNanos(wild ^ i), Sequence = wild * 3, Stream = (int)wild };
                }

            var codec = new TickCodec();
            var (count, payload) = PageFit.Cut(codec, ticks);
            var back = new MarketEvent[count];
            codec.Unpack(MarketEventKind.Quote, ticks[0].Instrument, payload, back);
            return count >= 1 && payload.Length <= PageFit.PayloadBytes(1) && back.AsSpan().SequenceEqual(ticks.AsSpan(0, count));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_few_ticks_are_one_chunk()
    {
        var ticks = TickCodecTests.Workload(MarketEventKind.Trade, 17, jitter: true);
        Assert.Equal(17, PageFit.Cut(new TickCodec(), ticks).Count);
    }

    /// <summary>The page of 8,192 bytes as PostgreSQL lays it out (documentation, "Database Page Layout").</summary>
    [Fact]
    public void Rows_with_payloads_of_that_size_fit_a_page()
    {
        for (var parts = 1; parts <= 8; parts++)
        {
            var row = (24 + 52 + 4 + PageFit.PayloadBytes(parts) + 7) / 8 * 8;
            Assert.InRange(24 + parts * (4 + row), 8_192 - parts * 12, 8_192);
        }
    }
}

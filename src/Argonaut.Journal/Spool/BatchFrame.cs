using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Journal.Frames;
using Argonaut.Ports;

namespace Argonaut.Journal.Spool;

/// <summary>
/// The payload of a batch: version, index, running totals of each kind of tick, source, counts, then rows. Stream numbers are not written:
/// the source names the streams, and the store gives the numbers. Version 1 had no book deltas.
/// </summary>
internal static class BatchFrame
{
    private const byte Version = 2;

    public static void Write(PayloadWriter to, SpooledBatch spooled)
    {
        var batch = spooled.Batch;
        to.Byte(Version);
        to.Int64(spooled.Index);
        to.Int64(spooled.Total.Trades);
        to.Int64(spooled.Total.Quotes);
        to.Int64(spooled.Total.BookDeltas);
        to.Text(spooled.Source);
        to.Int32(batch.Trades.Length);
        to.Int32(batch.Quotes.Length);
        to.Int32(batch.BookDeltas.Length);
        to.Int32(batch.Bars.Count);
        to.Int32(batch.Gaps.Count);
        foreach (ref readonly var trade in batch.Trades.Span) WriteTick(to, trade);
        foreach (ref readonly var quote in batch.Quotes.Span) WriteQuote(to, quote);
        foreach (ref readonly var delta in batch.BookDeltas.Span) WriteTick(to, delta);
        foreach (var bar in batch.Bars) WriteBar(to, bar);
        foreach (var gap in batch.Gaps) WriteGap(to, gap);
    }

    /// <summary>Index, totals and its own counts, which stand first.</summary>
    public static (long Index, TickTotals Total, TickTotals Own) ReadHead(ReadOnlySpan<byte> payload)
    {
        var from = new PayloadReader(payload);
        var version = ReadVersion(ref from);
        var index = from.Int64();
        var total = new TickTotals(from.Int64(), from.Int64(), version > 1 ? from.Int64() : 0);
        from.Text();
        return (index, total, new TickTotals(from.Int32(), from.Int32(), version > 1 ? from.Int32() : 0));
    }

    public static SpooledBatch Read(ReadOnlySpan<byte> payload)
    {
        var from = new PayloadReader(payload);
        var version = ReadVersion(ref from);
        var index = from.Int64();
        var total = new TickTotals(from.Int64(), from.Int64(), version > 1 ? from.Int64() : 0);
        var source = from.Text() ?? "";
        var trades = new MarketEvent[from.Int32()];
        var quotes = new MarketEvent[from.Int32()];
        var deltas = new MarketEvent[version > 1 ? from.Int32() : 0];
        var bars = new Bar[from.Int32()];
        var gaps = new Gap[from.Int32()];
        for (var i = 0; i < trades.Length; i++) trades[i] = ReadTick(ref from);
        for (var i = 0; i < quotes.Length; i++) quotes[i] = ReadQuote(ref from);
        for (var i = 0; i < deltas.Length; i++) deltas[i] = ReadTick(ref from) with { Kind = MarketEventKind.BookDelta };
        for (var i = 0; i < bars.Length; i++) bars[i] = ReadBar(ref from);
        for (var i = 0; i < gaps.Length; i++) gaps[i] = ReadGap(ref from);
        return new SpooledBatch(index, source, new StoreBatch { Trades = trades, Quotes = quotes, BookDeltas = deltas, Bars = bars, Gaps = gaps }, total);
    }

    private static byte ReadVersion(ref PayloadReader from) => from.Byte() is >= 1 and <= Version and var version
        ? version : throw new SpoolUnavailableException($"The spool was written by another version of the program (a format later than {Version}).");

    private static void WriteTick(PayloadWriter to, in MarketEvent tick)
    {
        to.Int64(tick.Sequence);
        to.Int32(tick.Instrument.Value);
        to.Int64(tick.A);
        to.Int64(tick.B);
        to.Int16((short)tick.Flags);
        to.Int64(tick.TsEvent.Value);
        to.Int64(tick.TsInit.Value);
    }

    private static MarketEvent ReadTick(ref PayloadReader from)
    {
        var sequence = from.Int64();
        var instrument = new InstrumentKey(from.Int32());
        var (a, b) = (from.Int64(), from.Int64());
        var flags = (TickFlags)from.Int16();
        return new MarketEvent(
            MarketEventKind.Trade, instrument, a, b, 0, 0, flags, new UnixNanos(from.Int64()), new UnixNanos(from.Int64()), Stream: 0, sequence);
    }

    private static void WriteQuote(PayloadWriter to, in MarketEvent tick)
    {
        WriteTick(to, tick);
        to.Int64(tick.C);
        to.Int64(tick.D);
    }

    private static MarketEvent ReadQuote(ref PayloadReader from)
    {
        var tick = ReadTick(ref from);
        return tick with { Kind = MarketEventKind.Quote, C = from.Int64(), D = from.Int64() };
    }

    private static void WriteBar(PayloadWriter to, in Bar bar)
    {
        to.Int32(bar.Instrument.Value);
        to.Byte((byte)bar.Timeframe.Index);
        to.Int64(bar.TsOpen.Value);
        to.Int64(bar.Open);
        to.Int64(bar.High);
        to.Int64(bar.Low);
        to.Int64(bar.Close);
        to.Int64(bar.Volume);
        to.Int32(bar.TradeCount ?? -1);
        to.Byte(bar.Notional is null ? (byte)0 : (byte)1);
        to.Int128(bar.Notional ?? 0);
        to.Int64(bar.OpenTsInit.Value);
        to.Int64(bar.CloseTsInit.Value);
        to.Byte((byte)bar.Source);
        to.Byte(bar.IsClosed ? (byte)1 : (byte)0);
        to.Int32(bar.Revision);
    }

    private static Bar ReadBar(ref PayloadReader from)
    {
        var instrument = new InstrumentKey(from.Int32());
        var timeframe = Timeframe.All[from.Byte()];
        var at = new UnixNanos(from.Int64());
        var (open, high, low, close, volume) = (from.Int64(), from.Int64(), from.Int64(), from.Int64(), from.Int64());
        var count = from.Int32();
        var hasNotional = from.Byte() == 1;
        var notional = from.Int128();
        return new Bar(
            instrument, timeframe, at, open, high, low, close, volume, count < 0 ? null : count, hasNotional ? notional : null,
            new UnixNanos(from.Int64()), new UnixNanos(from.Int64()), (BarSource)from.Byte(), from.Byte() == 1, from.Int32());
    }

    private static void WriteGap(PayloadWriter to, Gap gap)
    {
        to.Int32(gap.Instrument?.Value ?? 0);
        to.Byte((byte)gap.Kind);
        to.Int64(gap.From.Value);
        to.Int64(gap.To.Value);
        to.Int64(gap.FromSequence ?? -1);
        to.Int64(gap.ToSequence ?? -1);
        to.Text(gap.Reason);
        to.Text(gap.Source);
        to.Byte((byte)gap.State);
        to.Text(gap.Explanation);
    }

    private static Gap ReadGap(ref PayloadReader from)
    {
        var instrument = from.Int32();
        var kind = (MarketEventKind)from.Byte();
        var (start, end) = (new UnixNanos(from.Int64()), new UnixNanos(from.Int64()));
        var (first, last) = (from.Int64(), from.Int64());
        var (reason, source) = (from.Text() ?? "", from.Text() ?? "");
        return new Gap(
            0, 0, instrument == 0 ? null : new InstrumentKey(instrument), kind, start, end, first < 0 ? null : first, last < 0 ? null : last,
            reason, source, (GapState)from.Byte(), from.Text());
    }
}

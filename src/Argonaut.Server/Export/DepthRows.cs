using System.Runtime.CompilerServices;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Books;

namespace Argonaut.Server.Export;

/// <summary>
/// The best ten levels after each update that changed them, from the stored deltas. Every hour of UTC begins with a whole book, so reading
/// begins with the hour of the range; before the first whole book there are no rows.
/// </summary>
internal static class DepthRows
{
    private const int Levels = OrderBookDepthRow.Levels;

    private const int RowsPerChunk = 1_024;

    /// <summary>Rows with <c>from &lt;= ts_init &lt; to</c>. The memory holds until the next chunk is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<OrderBookDepthRow>> ReadAsync(
        IMarketStore store, InstrumentKey instrument, UnixNanos from, UnixNanos to, [EnumeratorCancellation] CancellationToken ct)
    {
        var book = new LevelBook();
        var rows = new OrderBookDepthRow[RowsPerChunk];
        var levels = new BookLevel[RowsPerChunk * 2 * Levels];
        var (count, hasRow) = (0, false);
        var last = default(OrderBookDepthRow);
        var hour = new UnixNanos(from.Value - from.Value % UnixNanos.PerHour);
        await foreach (var chunk in store.StreamTicksAsync(MarketEventKind.BookDelta, instrument, hour, to, ct))
        {
            for (var i = 0; i < chunk.Length; i++)
            {
                var delta = chunk.Span[i];
                book.Apply(delta.BookDelta);
                if (!delta.BookDelta.IsLast || !book.IsKnown || delta.TsInit < from) continue;
                var row = RowOf(book, delta, levels.AsMemory(count * 2 * Levels, 2 * Levels));
                if (hasRow && row.Bids.Span.SequenceEqual(last.Bids.Span) && row.Asks.Span.SequenceEqual(last.Asks.Span)) continue;
                (last, hasRow) = (row, true);
                rows[count++] = row;
                if (count < rows.Length) continue;
                yield return rows;
                // The next row is compared with the last one, whose levels must not be written over.
                last = last with { Bids = last.Bids.ToArray(), Asks = last.Asks.ToArray() };
                count = 0;
            }
        }

        if (count > 0) yield return rows.AsMemory(0, count);
    }

    private static OrderBookDepthRow RowOf(LevelBook book, in MarketEvent delta, Memory<BookLevel> places)
    {
        var (bids, asks) = (Math.Min(book.BidCount, Levels), Math.Min(book.AskCount, Levels));
        for (var i = 0; i < bids; i++) places.Span[i] = book.Bid(i);
        for (var i = 0; i < asks; i++) places.Span[Levels + i] = book.Ask(i);
        return new OrderBookDepthRow(places[..bids], places.Slice(Levels, asks), (ulong)delta.Sequence, delta.TsEvent, delta.TsInit);
    }
}

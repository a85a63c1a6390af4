using Argonaut.Domain;
using Argonaut.Journal.Frames;
using Argonaut.Ports;

namespace Argonaut.Journal.Spool;

/// <summary>
/// The payload of a mark: index, running totals of trades and quotes, when the store had them, and the running total of book deltas, which
/// the first marks did not have.
/// </summary>
internal readonly record struct StoredFrame(long Index, TickTotals Total, UnixNanos At)
{
    public void Write(PayloadWriter to)
    {
        to.Int64(Index);
        to.Int64(Total.Trades);
        to.Int64(Total.Quotes);
        to.Int64(At.Value);
        to.Int64(Total.BookDeltas);
    }

    public static StoredFrame Read(ReadOnlySpan<byte> payload)
    {
        var from = new PayloadReader(payload);
        var (index, trades, quotes, at) = (from.Int64(), from.Int64(), from.Int64(), new UnixNanos(from.Int64()));
        return new StoredFrame(index, new TickTotals(trades, quotes, from.IsEnd ? 0 : from.Int64()), at);
    }
}

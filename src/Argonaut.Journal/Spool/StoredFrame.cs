using Argonaut.Domain;
using Argonaut.Journal.Frames;

namespace Argonaut.Journal.Spool;

/// <summary>The payload of a mark: index, running totals of trades and quotes, and when the store had them.</summary>
internal readonly record struct StoredFrame(long Index, long Trades, long Quotes, UnixNanos At)
{
    public void Write(PayloadWriter to)
    {
        to.Int64(Index);
        to.Int64(Trades);
        to.Int64(Quotes);
        to.Int64(At.Value);
    }

    public static StoredFrame Read(ReadOnlySpan<byte> payload)
    {
        var from = new PayloadReader(payload);
        return new StoredFrame(from.Int64(), from.Int64(), from.Int64(), new UnixNanos(from.Int64()));
    }
}

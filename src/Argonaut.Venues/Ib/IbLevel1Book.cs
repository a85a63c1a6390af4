using Argonaut.Domain;
using Argonaut.Venues.Ib.Recording;

namespace Argonaut.Venues.Ib;

/// <summary>
/// Best bid and offer from single ticks (ib-tws-protocol.md 8.14): a quote once all four values are known; a crossed one is held back
/// until the other side's tick has had time to come.
/// </summary>
internal sealed class IbLevel1Book
{
    /// <summary>How long a crossed state may be half an update.</summary>
    public const long CrossedPatienceNanos = 250 * UnixNanos.PerMillisecond;

    private long? _bid;
    private long? _ask;
    private long? _bidSize;
    private long? _askSize;
    private (long Bid, long Ask, long BidSize, long AskSize)? _emitted;

    /// <summary>Since when bid is above ask without having been emitted.</summary>
    public UnixNanos? CrossedSince { get; private set; }

    public void SetPrice(bool isBid, long? mantissa)
    {
        if (isBid) _bid = mantissa;
        else _ask = mantissa;
    }

    public void SetSize(bool isBid, long? mantissa)
    {
        if (isBid) _bidSize = mantissa;
        else _askSize = mantissa;
    }

    public void Clear()
    {
        _bid = _ask = _bidSize = _askSize = null;
        _emitted = null;
        CrossedSince = null;
    }

    /// <summary>The quote to emit after a message, if there is a new one that is not crossed.</summary>
    public bool TryTake(UnixNanos at, out (long Bid, long Ask, long BidSize, long AskSize) quote)
    {
        quote = default;
        if (_bid is not { } bid || _ask is not { } ask || _bidSize is not { } bidSize || _askSize is not { } askSize)
        {
            CrossedSince = null;
            return false;
        }

        quote = (bid, ask, bidSize, askSize);
        if (_emitted == quote)
        {
            CrossedSince = null;
            return false;
        }

        if (bid > ask)
        {
            CrossedSince ??= at;
            return false;
        }

        return Emit(quote);
    }

    /// <summary>The crossed quote that was held back.</summary>
    public (long Bid, long Ask, long BidSize, long AskSize) TakeCrossed()
    {
        var quote = (_bid!.Value, _ask!.Value, _bidSize!.Value, _askSize!.Value);
        Emit(quote);
        return quote;
    }

    public BookNote ToNote() => new(
        _bid, _ask, _bidSize, _askSize, _emitted is { } e ? [e.Bid, e.Ask, e.BidSize, e.AskSize] : null, CrossedSince?.Value);

    public void Restore(BookNote note)
    {
        (_bid, _ask, _bidSize, _askSize) = (note.Bid, note.Ask, note.BidSize, note.AskSize);
        _emitted = note.Emitted is [var bid, var ask, var bidSize, var askSize] ? (bid, ask, bidSize, askSize) : null;
        CrossedSince = note.CrossedSince is { } since ? new UnixNanos(since) : null;
    }

    private bool Emit((long Bid, long Ask, long BidSize, long AskSize) quote)
    {
        _emitted = quote;
        CrossedSince = null;
        return true;
    }
}

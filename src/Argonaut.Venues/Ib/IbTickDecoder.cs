using System.Text;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Numbers;
using Argonaut.Trading.Lines;
using Argonaut.Trading.Quality;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib;

/// <summary>What a payload was.</summary>
public enum IbTickOutcome
{
    /// <summary>Another message: somebody else's business.</summary>
    NotATick,

    /// <summary>A tick message that gives no record: counted, unchanged, for display only, or of a request that is gone.</summary>
    NoRecord,

    /// <summary>A record.</summary>
    Tick,

    /// <summary>Records of a book: <see cref="IbTickDecoder.Deltas"/>.</summary>
    Deltas,

    /// <summary>A record of a line that cannot be a tick; <see cref="IbTickDecoder.Refused"/> says which and why.</summary>
    Refused,
}

/// <summary>
/// From tick messages (1, 2, 12, 13, 46, 99) to records, by the rules of ib-tws-protocol.md 8.14. Allocates nothing per message. One caller at a
/// time; lives as long as the feed.
/// </summary>
public sealed partial class IbTickDecoder(IbSkipCounts skipped)
{
    private const long MaxSeconds = long.MaxValue / UnixNanos.PerSecond;

    private IbStream?[] _streams = new IbStream?[64];
    private int _firstRequestId;
    private UnixNanos _at;

    /// <summary>True when a line changed its state since it was last set to false.</summary>
    public bool HasStateChange { get; set; }

    /// <summary>The line and the rule of the last <see cref="IbTickOutcome.Refused"/>.</summary>
    public (InstrumentKey Instrument, MarketEventKind Kind, QualityRule Rule) Refused { get; private set; }

    /// <summary>Forgets all streams; request ids of the new connection start at <paramref name="firstRequestId"/>.</summary>
    public void Reset(int firstRequestId)
    {
        Array.Clear(_streams);
        _firstRequestId = firstRequestId;
    }

    public void Add(IbStream stream)
    {
        var index = stream.RequestId - _firstRequestId;
        if (index >= _streams.Length) Array.Resize(ref _streams, Math.Max(_streams.Length * 2, index + 1));
        _streams[index] = stream;
    }

    public void Remove(int requestId)
    {
        var index = requestId - _firstRequestId;
        if ((uint)index < (uint)_streams.Length) _streams[index] = null;
    }

    /// <summary>The stream of a request of this connection; null when it was cancelled or never one of ours.</summary>
    public IbStream? Find(int requestId)
    {
        var index = requestId - _firstRequestId;
        return (uint)index < (uint)_streams.Length ? _streams[index] : null;
    }

    /// <summary>Decodes one payload.</summary>
    /// <param name="payload">Without the length.</param>
    /// <param name="at">When it was received: <c>ts_init</c> of its tick. Later than of every record before; deltas may take the nanosecond after it too.</param>
    /// <param name="tick">The record, when there is one.</param>
    /// <exception cref="WireFormatException">Too few fields, or a word where a number belongs.</exception>
    public IbTickOutcome Decode(ReadOnlySpan<byte> payload, UnixNanos at, out MarketEvent tick)
    {
        tick = default;
        _at = at;
        if (payload.Length < 3) return IbTickOutcome.NotATick;
        if (payload[1] == 0)
            return payload[0] switch
            {
                (byte)'1' => Price(payload[2..], out tick),
                (byte)'2' => Size(payload[2..], out tick),
                _ => IbTickOutcome.NotATick,
            };
        if (payload[2] != 0) return IbTickOutcome.NotATick;
        return (payload[0], payload[1]) switch
        {
            ((byte)'9', (byte)'9') => TickByTick(payload[3..], out tick),
            ((byte)'4', (byte)'6') => Text(payload[3..], out tick),
            ((byte)'1', (byte)'2') => Depth(payload[3..], IbAnswer.MarketDepth),
            ((byte)'1', (byte)'3') => Depth(payload[3..], IbAnswer.MarketDepthL2),
            _ => IbTickOutcome.NotATick,
        };
    }

    /// <summary>A level-1 quote that has stayed crossed for 250 ms. Asked about ten times a second for each stream.</summary>
    public static bool HasCrossed(IbStream stream, UnixNanos now) =>
        stream is { Quotes: not null, Book.CrossedSince: { } since } && now - since >= IbLevel1Book.CrossedPatienceNanos;

    /// <summary>Emits the quote of a stream for which <see cref="HasCrossed"/> holds.</summary>
    public MarketEvent TakeCrossed(IbStream stream, UnixNanos at)
    {
        _at = at;
        return Level1Quote(stream, stream.Quotes!, stream.Book!.TakeCrossed());
    }

    private IbTickOutcome TickByTick(ReadOnlySpan<byte> fields, out MarketEvent tick)
    {
        tick = default;
        var r = new IbFieldReader(fields);
        var message = IbTickByTick.Read(ref r);
        // A replayed tick of our simulated gateway brings its recorded ts_init as one more field, and only if we asked for it.
        UnixNanos? recorded = message.Fraction is not null && !r.IsAtEnd ? new UnixNanos(r.ReadLong()) : null;
        CountExtra(r);
        if (Find(message.RequestId) is not { } stream) return IbTickOutcome.NoRecord;
        if (message.Seconds is <= 0 or > MaxSeconds)
            return Refuse(stream.Trades ?? stream.Quotes, IbSkip.BadTime, message.Seconds > MaxSeconds ? QualityRule.TimeUnit : QualityRule.TimeMissing);
        return message.Kind switch
        {
            IbTickByTick.Last or IbTickByTick.AllLast when stream.Trades is { } line => Trade(stream, line, message, recorded, out tick),
            IbTickByTick.BidAsk when stream.Quotes is { } line => Quote(stream, line, message, recorded, out tick),
            _ => IbTickOutcome.NoRecord,
        };
    }

    private IbTickOutcome Trade(IbStream stream, IbLine line, in IbTickByTick message, UnixNanos? recorded, out MarketEvent tick)
    {
        tick = default;
        if (PriceOf(message.Price, stream, out var price) is not QualityRule.None and var wrongPrice) return Refuse(line, IbSkip.Inexact, wrongPrice);
        if (SizeOf(message.Size, stream, out var size) is not QualityRule.None and var wrongSize) return Refuse(line, IbSkip.Inexact, wrongSize);
        if (price <= 0 && (!stream.AllowsNonPositive || size == 0))
        {
            if (price != 0 || size != 0 || (message.Mask & 1) == 0) return RefusePrice(line, message.Price, price);
            if (line.State != LineState.Halted)
            {
                line.Set(LineState.Halted, "trading is halted");
                HasStateChange = true;
            }

            return Skip(IbSkip.HaltMarker);
        }

        tick = NewTrade(stream, line, price, size, (message.Mask & 2) != 0 ? TickFlags.Unreported : TickFlags.None,
            message.Seconds * UnixNanos.PerSecond + message.Fraction.GetValueOrDefault(), recorded);
        return IbTickOutcome.Tick;
    }

    private IbTickOutcome Quote(IbStream stream, IbLine line, in IbTickByTick message, UnixNanos? recorded, out MarketEvent tick)
    {
        tick = default;
        if (PriceOf(message.Price, stream, out var bid) is not QualityRule.None and var wrongBid) return Refuse(line, IbSkip.Inexact, wrongBid);
        if (PriceOf(message.AskPrice, stream, out var ask) is not QualityRule.None and var wrongAsk) return Refuse(line, IbSkip.Inexact, wrongAsk);
        if (SizeOf(message.Size, stream, out var bidSize) is not QualityRule.None and var wrongSize) return Refuse(line, IbSkip.Inexact, wrongSize);
        if (SizeOf(message.AskSize, stream, out var askSize) is not QualityRule.None and var wrongAskSize) return Refuse(line, IbSkip.Inexact, wrongAskSize);
        if (bid <= 0 || ask <= 0)
        {
            if (IsNoQuote(stream, message.Price, bid, bidSize) || IsNoQuote(stream, message.AskPrice, ask, askSize)) return Skip(IbSkip.OneSided);
            if (!stream.AllowsNonPositive) return bid <= 0 ? RefusePrice(line, message.Price, bid) : RefusePrice(line, message.AskPrice, ask);
        }

        HasStateChange |= line.Tick(_at, stream.IsDelayed, stream.FlowingDetail);
        var tsEvent = new UnixNanos(message.Seconds * UnixNanos.PerSecond + message.Fraction.GetValueOrDefault());
        tick = new MarketEvent(MarketEventKind.Quote, line.Instrument.Key, bid, ask, bidSize, askSize,
            bid > ask ? TickFlags.Crossed : TickFlags.None, tsEvent, recorded ?? _at);
        return IbTickOutcome.Tick;
    }

    private IbTickOutcome Price(ReadOnlySpan<byte> fields, out MarketEvent tick)
    {
        tick = default;
        var r = new IbFieldReader(fields);
        var message = IbTickPrice.Read(ref r);
        CountExtra(r);
        if (Find(message.RequestId) is not { Book: { } book } stream) return IbTickOutcome.NoRecord;
        NoteDelayed(stream, message.TickType);
        if (message.TickType is not (1 or 2 or 66 or 67)) return IbTickOutcome.NoRecord;
        var isBid = message.TickType is 1 or 66;
        if (PriceOf(message.Price, stream, out var price) is not QualityRule.None and var wrongPrice) return Refuse(stream.Quotes, IbSkip.Inexact, wrongPrice);
        if (SizeOf(message.Size, stream, out var size) is not QualityRule.None and var wrongSize) return Refuse(stream.Quotes, IbSkip.Inexact, wrongSize);
        if (price <= 0 && (!stream.AllowsNonPositive || IsNoQuote(stream, message.Price, price, size)))
        {
            book.SetPrice(isBid, null);
            book.SetSize(isBid, null);
            return IsNoQuote(stream, message.Price, price, size) ? Skip(IbSkip.OneSided) : RefusePrice(stream.Quotes, message.Price, price);
        }

        book.SetPrice(isBid, price);
        if (!message.Size.IsEmpty) book.SetSize(isBid, size);
        return TakeQuote(stream, book, out tick);
    }

    private IbTickOutcome Size(ReadOnlySpan<byte> fields, out MarketEvent tick)
    {
        tick = default;
        var r = new IbFieldReader(fields);
        var message = IbTickSize.Read(ref r);
        CountExtra(r);
        if (Find(message.RequestId) is not { Book: { } book } stream) return IbTickOutcome.NoRecord;
        NoteDelayed(stream, message.TickType);
        if (message.TickType is not (0 or 3 or 69 or 70)) return IbTickOutcome.NoRecord;
        if (SizeOf(message.Size, stream, out var size) is not QualityRule.None and var wrongSize) return Refuse(stream.Quotes, IbSkip.Inexact, wrongSize);
        book.SetSize(message.TickType is 0 or 69, size);
        return TakeQuote(stream, book, out tick);
    }

    /// <summary>Trades of level 1: <c>price;size;timeMs;totalVolume;vwap;single</c> of tick type 48.</summary>
    private IbTickOutcome Text(ReadOnlySpan<byte> fields, out MarketEvent tick)
    {
        tick = default;
        var r = new IbFieldReader(fields);
        var message = IbTickString.Read(ref r);
        CountExtra(r);
        if (message.TickType != 48 || Find(message.RequestId) is not { Trades: { } line, IsDelayed: false } stream)
            return IbTickOutcome.NoRecord;
        var rest = message.Text;
        var priceText = Part(ref rest);
        var sizeText = Part(ref rest);
        var timeText = Part(ref rest);
        if (priceText.IsEmpty || sizeText.IsEmpty) return IbTickOutcome.NoRecord;
        if (PriceOf(priceText, stream, out var price) is not QualityRule.None and var wrongPrice) return Refuse(line, IbSkip.Inexact, wrongPrice);
        if (SizeOf(sizeText, stream, out var size) is not QualityRule.None and var wrongSize) return Refuse(line, IbSkip.Inexact, wrongSize);
        if (size <= 0) return IbTickOutcome.NoRecord;
        if (price <= 0 && !stream.AllowsNonPositive) return RefusePrice(line, priceText, price);
        if (FixedPoint.TryParse(timeText, 6, out var nanos) != NumberParse.Ok || nanos <= 0) return Refuse(line, IbSkip.BadTime, QualityRule.TimeMissing);
        tick = NewTrade(stream, line, price, size, TickFlags.None, nanos);
        return IbTickOutcome.Tick;
    }

    private MarketEvent NewTrade(IbStream stream, IbLine line, long price, long size, TickFlags flags, long tsEvent, UnixNanos? recorded = null)
    {
        HasStateChange |= line.Tick(_at, stream.IsDelayed, stream.FlowingDetail);
        return new MarketEvent(MarketEventKind.Trade, line.Instrument.Key, price, size, 0, 0, flags, new UnixNanos(tsEvent), recorded ?? _at);
    }

    private IbTickOutcome TakeQuote(IbStream stream, IbLevel1Book book, out MarketEvent tick)
    {
        tick = default;
        if (stream.Quotes is not { } line || !book.TryTake(_at, out var quote)) return IbTickOutcome.NoRecord;
        tick = Level1Quote(stream, line, quote);
        return IbTickOutcome.Tick;
    }

    private MarketEvent Level1Quote(IbStream stream, IbLine line, in (long Bid, long Ask, long BidSize, long AskSize) quote)
    {
        HasStateChange |= line.Tick(_at, stream.IsDelayed, stream.FlowingDetail);
        return new MarketEvent(MarketEventKind.Quote, line.Instrument.Key, quote.Bid, quote.Ask, quote.BidSize, quote.AskSize,
            quote.Bid > quote.Ask ? TickFlags.Crossed : TickFlags.None, _at, _at);
    }

    private void NoteDelayed(IbStream stream, int tickType)
    {
        if (tickType is not (>= 66 and <= 76) || stream.IsDelayed) return;
        stream.IsDelayed = true;
        HasStateChange = true;
    }

    private IbTickOutcome Skip(IbSkip reason)
    {
        skipped.Add(reason);
        return IbTickOutcome.NoRecord;
    }

    /// <summary>Counted, and kept for people to look at.</summary>
    private IbTickOutcome Refuse(IbLine? line, IbSkip reason, QualityRule rule)
    {
        skipped.Add(reason);
        if (line is null) return IbTickOutcome.NoRecord;
        Refused = (line.Instrument.Key, line.Kind, rule);
        return IbTickOutcome.Refused;
    }

    private IbTickOutcome RefusePrice(IbLine? line, ReadOnlySpan<byte> text, long price) => Refuse(line, IbSkip.NonPositive,
        IbFieldReader.IsUnsetDecimal(text) ? QualityRule.PriceNotANumber : price == 0 ? QualityRule.PriceZero : QualityRule.PriceNegative);

    private void CountExtra(in IbFieldReader r)
    {
        if (!r.IsAtEnd) skipped.Add(IbSkip.ExtraFields);
    }

    /// <summary>A side without a quote: price -1 (where that can be a price, without a size), or price and size 0.</summary>
    private static bool IsNoQuote(IbStream stream, ReadOnlySpan<byte> text, long price, long size) =>
        ((text.SequenceEqual("-1"u8) || text.SequenceEqual("-1.0"u8)) && (!stream.AllowsNonPositive || size == 0)) || (price == 0 && size == 0);

    private static ReadOnlySpan<byte> Part(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)';');
        var part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }

    /// <summary>The real price, or why there is none: nothing is rounded. Every spelling of unset is 0.</summary>
    private static QualityRule PriceOf(ReadOnlySpan<byte> text, IbStream stream, out long mantissa)
    {
        if (Read(text, stream.PriceScale, out mantissa) is not NumberParse.Ok and var wrong) return QualityRules.OfPrice(wrong);
        if (stream.PriceMagnifier == 1) return QualityRule.None;
        (mantissa, var rest) = Math.DivRem(mantissa, stream.PriceMagnifier);
        return rest == 0 ? QualityRule.None : QualityRule.PriceTooFine;
    }

    /// <summary>Unset and -1 are 0.</summary>
    private static QualityRule SizeOf(ReadOnlySpan<byte> text, IbStream stream, out long mantissa)
    {
        if (Read(text, stream.SizeScale, out mantissa) is not NumberParse.Ok and var wrong) return QualityRules.OfSize(wrong);
        if (mantissa >= 0) return QualityRule.None;
        var isUnset = mantissa == -FixedPoint.PowerOfTen(stream.SizeScale);
        mantissa = 0;
        return isUnset ? QualityRule.None : QualityRule.SizeNegative;
    }

    private static NumberParse Read(ReadOnlySpan<byte> text, int scale, out long mantissa)
    {
        if (TryPlain(text, scale, out mantissa)) return NumberParse.Ok;
        mantissa = 0;
        if (IbFieldReader.IsUnsetDecimal(text)) return NumberParse.Ok;
        var parse = FixedPoint.TryParse(text, scale, out mantissa);
        if (parse == NumberParse.Invalid && !IsNoFiniteNumber(text)) WireFormatException.Throw("Expected a decimal number in a tick, found another text.");
        return parse;
    }

    /// <summary>What programs write for a number that is none: NaN, or an infinity that is not the protocol's word for unset.</summary>
    private static bool IsNoFiniteNumber(ReadOnlySpan<byte> text)
    {
        if (text.Length > 1 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        return Ascii.EqualsIgnoreCase(text, "nan"u8) || Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8);
    }

    /// <summary>The common case, digits with at most one dot, in one pass; everything else is left to the general parser.</summary>
    private static bool TryPlain(ReadOnlySpan<byte> text, int scale, out long mantissa)
    {
        mantissa = 0;
        if (text.Length is 0 or > 18) return false;
        var value = 0L;
        var dot = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9) value = value * 10 + digit;
            else if (text[i] == '.' && dot < 0) dot = i;
            else return false;
        }

        var decimals = dot < 0 ? 0 : text.Length - dot - 1;
        if (decimals > scale || (dot >= 0 && text.Length == 1) || value == int.MaxValue) return false;
        return Math.BigMul(value, FixedPoint.PowerOfTen(scale - decimals), out mantissa) == 0 && mantissa >= 0;
    }
}

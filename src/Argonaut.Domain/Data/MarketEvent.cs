namespace Argonaut.Domain.Data;

/// <summary>
/// One tick of any kind on its way through queues: a trade uses <see cref="A"/> price and <see cref="B"/> size, a quote
/// <see cref="A"/> bid, <see cref="B"/> ask, <see cref="C"/> bid size and <see cref="D"/> ask size, a book delta <see cref="A"/> price and
/// <see cref="B"/> size, all mantissas; what its <see cref="Flags"/> mean only <see cref="BookDelta"/> knows.
/// <see cref="Stream"/> and <see cref="Sequence"/> are 0 until ingestion has numbered it. <see cref="Identity"/> is the source's own number
/// of the record, unique in its line, and 0 where the source gives none; it is not stored.
/// </summary>
public readonly record struct MarketEvent(
    MarketEventKind Kind,
    InstrumentKey Instrument,
    long A,
    long B,
    long C,
    long D,
    TickFlags Flags,
    UnixNanos TsEvent,
    UnixNanos TsInit,
    int Stream = 0,
    long Sequence = 0,
    long Identity = 0)
{
    public static MarketEvent From(in TradeTick t) =>
        new(MarketEventKind.Trade, t.Instrument, t.Price, t.Size, 0, 0, t.Flags, t.TsEvent, t.TsInit);

    public static MarketEvent From(in QuoteTick q) =>
        new(MarketEventKind.Quote, q.Instrument, q.BidPrice, q.AskPrice, q.BidSize, q.AskSize, q.Flags, q.TsEvent, q.TsInit);

    public static MarketEvent From(in BookDelta d) =>
        new(MarketEventKind.BookDelta, d.Instrument, d.Price, d.Size, 0, 0, d.Marks, d.TsEvent, d.TsInit);

    public TradeTick Trade => new(Instrument, A, B, Flags, TsEvent, TsInit);

    public QuoteTick Quote => new(Instrument, A, B, C, D, Flags, TsEvent, TsInit);

    public BookDelta BookDelta => BookDelta.From(this);
}

namespace Argonaut.Domain.Data;

/// <summary>A best bid and offer. Prices and sizes are mantissas at the instrument's scales.</summary>
public readonly record struct QuoteTick(
    InstrumentKey Instrument,
    long BidPrice,
    long AskPrice,
    long BidSize,
    long AskSize,
    TickFlags Flags,
    UnixNanos TsEvent,
    UnixNanos TsInit);

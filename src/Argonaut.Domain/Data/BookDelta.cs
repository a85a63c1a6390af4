namespace Argonaut.Domain.Data;

/// <summary>One change of an order book at a price. Price and size are mantissas at the instrument's scales; both are 0 of a clear.</summary>
/// <param name="Size">What stands at the price now; 0 of a delete.</param>
public readonly record struct BookDelta(
    InstrumentKey Instrument,
    BookAction Action,
    OrderSide Side,
    long Price,
    long Size,
    RecordFlags Flags,
    UnixNanos TsEvent,
    UnixNanos TsInit)
{
    public bool IsLast => (Flags & RecordFlags.Last) != 0;

    /// <summary>Action, side and flags in the one number that queues and tables have for marks: flags in bits 0 to 7, side in 8 and 9, action from 10.</summary>
    internal TickFlags Marks => (TickFlags)(short)((byte)Flags | ((int)Side << 8) | ((int)Action << 10));

    internal static BookDelta From(in MarketEvent e) => new(
        e.Instrument, (BookAction)((int)e.Flags >> 10), (OrderSide)(((int)e.Flags >> 8) & 3), e.A, e.B, (RecordFlags)((int)e.Flags & 0xFF), e.TsEvent, e.TsInit);
}

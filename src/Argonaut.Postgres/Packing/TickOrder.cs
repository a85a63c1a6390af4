using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Packing;

/// <summary>The two orders in which ticks are read. Both are total: stream and sequence never repeat.</summary>
internal static class TickOrder
{
    /// <summary>By (ts_event, ts_init, stream, seq): pages, and ticks within chunks.</summary>
    public static int ByEvent(in MarketEvent a, in MarketEvent b)
    {
        var order = a.TsEvent.Value.CompareTo(b.TsEvent.Value);
        if (order == 0) order = a.TsInit.Value.CompareTo(b.TsInit.Value);
        if (order == 0) order = a.Stream.CompareTo(b.Stream);
        return order == 0 ? a.Sequence.CompareTo(b.Sequence) : order;
    }

    /// <summary>By (ts_init, stream, seq): exports.</summary>
    public static int ByInit(in MarketEvent a, in MarketEvent b)
    {
        var order = a.TsInit.Value.CompareTo(b.TsInit.Value);
        if (order == 0) order = a.Stream.CompareTo(b.Stream);
        return order == 0 ? a.Sequence.CompareTo(b.Sequence) : order;
    }
}

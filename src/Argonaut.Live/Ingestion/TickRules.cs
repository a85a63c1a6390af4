using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Trading.Bars;

namespace Argonaut.Live.Ingestion;

/// <summary>The cheap checks of every tick. Sources: faults.md 3.5, ib-tws-protocol.md 8.14.</summary>
internal static class TickRules
{
    /// <summary>None, or why the tick must not be stored.</summary>
    /// <remarks>No class of instrument of ours may trade at zero or below; an index has prices without a size.</remarks>
    public static RejectReason Check(in MarketEvent tick, Instrument instrument, long maxDifferenceNanos)
    {
        if (tick.Kind == MarketEventKind.Trade)
        {
            if (tick.A <= 0) return RejectReason.Price;
            if (tick.B < 0 || (tick.B == 0 && instrument.Class != InstrumentClass.IndexInstrument)) return RejectReason.Size;
        }
        else if (tick.Kind == MarketEventKind.Quote)
        {
            if (tick.A <= 0 || tick.B <= 0) return RejectReason.Price;
            if (tick.C < 0 || tick.D < 0) return RejectReason.Size;
        }
        else return RejectReason.Kind;

        if (tick.TsEvent.Value <= 0 || tick.TsInit.Value <= 0) return RejectReason.Time;
        var difference = tick.TsEvent.Value - tick.TsInit.Value;
        return difference > maxDifferenceNanos || difference < -maxDifferenceNanos ? RejectReason.Time : RejectReason.None;
    }

    /// <summary>The price that the outlier check compares: a trade's, or the middle of a quote.</summary>
    public static long ReferenceOf(in MarketEvent tick) => tick.Kind == MarketEventKind.Trade ? tick.A : MidPrice.Of(tick.A, tick.B);

    public static bool IsCrossed(in MarketEvent tick) => tick.Kind == MarketEventKind.Quote && tick.A > tick.B;
}

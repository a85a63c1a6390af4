using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.SimulatedGateway.Market;

/// <summary>Recorded ticks of one instrument and kind, ordered by <c>ts_init</c>. The key in the events is not looked at.</summary>
/// <param name="Kind">Trade or quote.</param>
/// <param name="PriceScale">Scale of the price mantissas.</param>
public sealed record ReplaySeries(
    InstrumentId Instrument,
    MarketEventKind Kind,
    byte PricePrecision,
    byte SizePrecision,
    IAsyncEnumerable<MarketEvent> Events,
    byte PriceScale = Domain.Numbers.FixedPoint.DefaultScale,
    byte SizeScale = Domain.Numbers.FixedPoint.DefaultScale)
{
    public static ReplaySeries Of(
        InstrumentId instrument, MarketEventKind kind, byte pricePrecision, byte sizePrecision, IEnumerable<MarketEvent> events) =>
        new(instrument, kind, pricePrecision, sizePrecision, events.ToAsyncEnumerable());
}

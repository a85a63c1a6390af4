using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Trading.Alerts;

/// <summary>Fires when the ask is the threshold or more above the bid. A one-sided quote has no spread.</summary>
internal sealed class SpreadWatch(AlertRule rule, Instrument instrument) : TickWatch(rule, instrument)
{
    private bool _isWide;

    protected override string? Look(in MarketEvent tick)
    {
        if (Rule.Threshold is not { } threshold || tick.Kind != MarketEventKind.Quote || tick.A <= 0 || tick.B <= 0) return null;
        var was = _isWide;
        _isWide = Decimals.Compare(tick.B - tick.A, Instrument.PriceScale, threshold) >= 0;
        return _isWide && !was
            ? $"The spread of {Instrument.Id.Value} is {Instrument.FormatPrice(tick.B - tick.A)}: bid {Instrument.FormatPrice(tick.A)}, ask {Instrument.FormatPrice(tick.B)}."
            : null;
    }
}

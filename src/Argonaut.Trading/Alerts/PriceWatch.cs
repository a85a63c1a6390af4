using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Trading.Alerts;

/// <summary>
/// Fires when the price comes to the threshold from the side it was on: on it or beyond it. The first price only tells the side. Resting on
/// the threshold fires once; leaving it on the far side does not fire again.
/// </summary>
internal sealed class PriceWatch(AlertRule rule, Instrument instrument) : TickWatch(rule, instrument)
{
    /// <summary>-1 below, 1 above; 0 before the first price off the threshold.</summary>
    private int _side;
    private bool _isTouched;

    protected override string? Look(in MarketEvent tick)
    {
        if (Rule.Threshold is not { } threshold || !TryPrice(tick, out var price)) return null;
        var sign = Math.Sign(Decimals.Compare(price, Instrument.PriceScale, threshold));
        var from = _side;
        var isReached = from != 0 && sign != from && !_isTouched;
        if (sign == 0)
        {
            _isTouched = true;
        }
        else
        {
            _side = sign;
            _isTouched = false;
        }

        if (!isReached) return null;
        var isUp = from < 0;
        if (Rule.Direction == (isUp ? AlertDirection.Down : AlertDirection.Up)) return null;
        var where = sign == 0 ? $"at {threshold}" : isUp ? $"above {threshold}" : $"below {threshold}";
        return $"{Instrument.Id.Value} is at {Instrument.FormatPrice(price)}, {where}, coming from {(isUp ? "below" : "above")}.";
    }
}

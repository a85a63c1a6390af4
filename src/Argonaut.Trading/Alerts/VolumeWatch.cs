using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Trading.Alerts;

/// <summary>Fires when the threshold or more was traded within the window, counted in whole seconds.</summary>
internal sealed class VolumeWatch(AlertRule rule, Instrument instrument) : TickWatch(rule, instrument)
{
    private readonly long[] _sums = new long[Math.Clamp(rule.WindowSeconds ?? 1, 1, AlertShape.LongestWindowSeconds)];
    private long _second = -1;
    private long _total;
    private bool _isMuch;

    protected override string? Look(in MarketEvent tick)
    {
        if (Rule.Threshold is not { } threshold || tick.Kind != MarketEventKind.Trade) return null;
        Advance(tick.TsInit.Value / UnixNanos.PerSecond);
        _sums[_second % _sums.Length] += tick.B;
        _total += tick.B;
        var was = _isMuch;
        _isMuch = Decimals.Compare(_total, Instrument.SizeScale, threshold) >= 0;
        return _isMuch && !was
            ? $"{Instrument.FormatSize(_total)} of {Instrument.Id.Value} was traded within {AlertText.Seconds(_sums.Length)}."
            : null;
    }

    /// <summary>Forgets the seconds that have left the window.</summary>
    private void Advance(long second)
    {
        if (_second < 0) _second = second;
        for (var left = Math.Min(second - _second, _sums.Length); left > 0; left--)
        {
            var place = (second - left + 1) % _sums.Length;
            _total -= _sums[place];
            _sums[place] = 0;
        }

        // A stamp never goes back; if one did its size counts as of the newest second.
        _second = Math.Max(second, _second);
        if (Decimals.Compare(_total, Instrument.SizeScale, Rule.Threshold!.Value) < 0) _isMuch = false;
    }
}

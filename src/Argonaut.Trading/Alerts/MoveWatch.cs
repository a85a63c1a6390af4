using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Trading.Alerts;

/// <summary>Fires when the price is the threshold's percent or more above the lowest, or below the highest, of the window before it.</summary>
internal sealed class MoveWatch(AlertRule rule, Instrument instrument) : TickWatch(rule, instrument)
{
    private readonly SlidingExtremes _window = new((rule.WindowSeconds ?? 1) * UnixNanos.PerSecond);
    private bool _isUp;
    private bool _isDown;

    protected override string? Look(in MarketEvent tick)
    {
        if (Rule.Threshold is not { } percent || !TryPrice(tick, out var price)) return null;
        _window.Add(tick.TsInit.Value, price);
        var (low, high) = (_window.Lowest, _window.Highest);
        var wasUp = _isUp;
        var wasDown = _isDown;
        _isUp = Rule.Direction != AlertDirection.Down && low > 0 && Decimals.IsShare(price - low, low, percent);
        _isDown = Rule.Direction != AlertDirection.Up && high > 0 && Decimals.IsShare(high - price, high, percent);
        return _isUp && !wasUp ? Text("rose", low, price) : _isDown && !wasDown ? Text("fell", high, price) : null;
    }

    private string Text(string verb, long from, long to) =>
        $"{Instrument.Id.Value} {verb} {Percent(Math.Abs(to - from), from)} % within {AlertText.Seconds(Rule.WindowSeconds ?? 0)}: from {Instrument.FormatPrice(from)} to {Instrument.FormatPrice(to)}.";

    private static string Percent(long change, long of) => new Price((long)((Int128)change * 10_000 / of), 2).ToString();
}

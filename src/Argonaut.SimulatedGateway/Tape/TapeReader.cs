using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// Walks a path minute by minute and keeps the anchors of the current day and hour, so that going on is cheap. One caller at a time.
/// </summary>
internal sealed class TapeReader(PricePath path, TapeStyle style, double tickSize)
{
    private const double LowestPriceTicks = 4;

    private readonly double[] _hours = new double[25];
    private readonly double[] _minutes = new double[61];
    private readonly double[] _seconds = new double[61];
    private long _day = long.MinValue;
    private long _hour = long.MinValue;
    private long _minute = long.MinValue;
    private DayWeights? _weights;

    /// <summary>Volume factor of the loaded minute: time of day times mood.</summary>
    public double Activity { get; private set; }

    /// <summary>Fair prices in ticks at the 61 borders of this minute's seconds.</summary>
    public ReadOnlySpan<double> Load(long utcMinute)
    {
        if (utcMinute == _minute) return _seconds;
        var day = utcMinute / TradingCalendar.MinutesPerDay;
        var ofDay = (int)(utcMinute - day * TradingCalendar.MinutesPerDay);
        if (day != _day)
        {
            _weights = path.Weights(day);
            path.FillHours(day, _weights, _hours);
            _day = day;
        }

        var hour = utcMinute / 60;
        if (hour != _hour)
        {
            path.FillMinutes(day, ofDay / 60, _weights!, _hours[ofDay / 60], _hours[ofDay / 60 + 1], _minutes);
            _hour = hour;
        }

        path.FillSeconds(day, ofDay, _weights!, _minutes[ofDay % 60], _minutes[ofDay % 60 + 1], _seconds);
        if (style.Curve is { } curve)
            for (var s = 0; s < _seconds.Length; s++) _seconds[s] = curve(_seconds[s]);
        var ticks = style.Share / tickSize;
        for (var s = 0; s < _seconds.Length; s++) _seconds[s] = Math.Max(LowestPriceTicks, _seconds[s] * ticks);
        Activity = _weights!.Minutes[ofDay] * path.Mood(utcMinute);
        _minute = utcMinute;
        return _seconds;
    }
}

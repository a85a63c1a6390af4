using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// Walks a path minute by minute and keeps the anchors of the current day and hour, so that going on is cheap. One caller at a time.
/// </summary>
internal sealed class TapeReader(PricePath path)
{
    private readonly double[] _hours = new double[25];
    private readonly double[] _minutes = new double[61];
    private long _day = long.MinValue;
    private long _hour = long.MinValue;
    private DayWeights? _weights;

    /// <summary>The underlying's price at both ends of a minute, and the volume factor in it: time of day times mood.</summary>
    public (double Start, double End, double Activity) Minute(long utcMinute)
    {
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

        return (_minutes[ofDay % 60], _minutes[ofDay % 60 + 1], _weights!.Minutes[ofDay] * path.Mood(utcMinute));
    }
}

using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// How busy each minute of a day is, as weights with mean 1: high after the open and before the close of the regular session (the
/// U-shape of intraday volume), lower outside it. Kept per zone offset, because the weights are used by UTC minute.
/// </summary>
internal sealed class ActivityProfile
{
    private readonly ExchangeZone _zone;
    private readonly double[] _byLocalMinute = new double[TradingCalendar.MinutesPerDay];
    private readonly Dictionary<int, DayWeights> _byOffset = [];
    private readonly Lock _gate = new();

    /// <param name="quiet">Weight outside the regular session relative to its middle.</param>
    public ActivityProfile(TradingCalendar regular, double quiet)
    {
        _zone = regular.Zone;
        var length = regular.LiquidClose - regular.LiquidOpen;
        for (var m = 0; m < _byLocalMinute.Length; m++)
        {
            var into = m - regular.LiquidOpen;
            var isRegular = into >= 0 && into < length;
            var edge = isRegular ? Math.Min(into, length - 1 - into) : 0;
            _byLocalMinute[m] = isRegular ? 1 + 1.6 * Math.Max(0, 1 - edge / 75.0) : quiet;
        }

        var mean = _byLocalMinute.Sum() / _byLocalMinute.Length;
        for (var m = 0; m < _byLocalMinute.Length; m++) _byLocalMinute[m] /= mean;
    }

    public DayWeights Day(DateOnly day)
    {
        var offset = _zone.OffsetMinutes(day);
        lock (_gate)
        {
            if (!_byOffset.TryGetValue(offset, out var weights)) _byOffset[offset] = weights = new DayWeights(_byLocalMinute, offset);
            return weights;
        }
    }
}

/// <summary>The weights of a day by UTC minute and their sums by UTC hour (24 sums that add up to 1440).</summary>
internal sealed class DayWeights
{
    public readonly double[] Minutes = new double[TradingCalendar.MinutesPerDay];
    public readonly double[] Hours = new double[24];

    public DayWeights(double[] byLocalMinute, int offsetMinutes)
    {
        for (var utc = 0; utc < Minutes.Length; utc++)
        {
            var local = (utc + offsetMinutes + Minutes.Length) % Minutes.Length;
            Minutes[utc] = byLocalMinute[local];
            Hours[utc / 60] += byLocalMinute[local];
        }
    }
}

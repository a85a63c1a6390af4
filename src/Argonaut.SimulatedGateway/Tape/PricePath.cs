using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// The fair price of one underlying over time, in its own currency: a mean-reverting random walk of day anchors, and below them
/// random bridges (day to hours, hours to minutes) that end exactly where the next part begins. Any minute costs about a hundred hashes,
/// its neighbours almost nothing.
/// </summary>
internal sealed class PricePath
{
    private const double Reversion = 0.004;

    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private readonly ulong _seed;
    private readonly long _firstDay;
    private readonly double[] _anchors;
    private readonly double[] _deviations;
    private readonly ActivityProfile _profile;

    /// <param name="dailyVolatility">Standard deviation of a day's return: 0.015 is 1.5 %.</param>
    /// <param name="firstDay">Days since 1970; earlier and later days than the range repeat its ends.</param>
    public PricePath(ulong seed, double basePrice, double dailyVolatility, ActivityProfile profile, long firstDay, int days)
    {
        _seed = seed;
        _firstDay = firstDay;
        _profile = profile;
        _anchors = new double[days + 1];
        _deviations = new double[days + 1];
        SecondDeviation = basePrice * dailyVolatility / Math.Sqrt(UnixSeconds.PerDay);
        var price = basePrice;
        var mood = 1.0;
        for (var i = 0; i <= days; i++)
        {
            mood = Math.Clamp(1 + 0.9 * (mood - 1) + 0.12 * Noise.Normal(Noise.At(seed ^ 0xD1, i)), 0.45, 2.2);
            _anchors[i] = price;
            _deviations[i] = price * dailyVolatility * mood;
            price += _deviations[i] * Noise.Normal(Noise.At(seed ^ 0xDA, i)) + price * Reversion * (basePrice - price) / basePrice;
        }
    }

    /// <summary>Typical standard deviation of one second's move.</summary>
    public double SecondDeviation { get; }

    public double Anchor(long day) => _anchors[Index(day)];

    /// <summary>How strongly the market moves in these ten minutes: 0.4 to 1.6, mean 1. Volatility and volume share it.</summary>
    public double Mood(long utcMinute) =>
        0.4 + 0.6 * (Noise.Uniform(Noise.At(_seed ^ 0x10, utcMinute / 10)) + Noise.Uniform(Noise.At(_seed ^ 0x60, utcMinute / 60)));

    public DayWeights Weights(long day) => _profile.Day(DateOnly.FromDayNumber((int)day + EpochDay));

    public void FillHours(long day, DayWeights weights, Span<double> anchors)
    {
        Span<double> variances = stackalloc double[24];
        var total = _deviations[Index(day)];
        for (var h = 0; h < 24; h++) variances[h] = total * total * weights.Hours[h] / TradingCalendar.MinutesPerDay;
        Bridge(_seed ^ 0x24, day * 24, variances, Anchor(day), Anchor(day + 1), anchors);
    }

    public void FillMinutes(long day, int hour, DayWeights weights, double start, double end, Span<double> anchors)
    {
        Span<double> variances = stackalloc double[60];
        for (var m = 0; m < 60; m++) variances[m] = MinuteVariance(day, hour * 60 + m, weights);
        Bridge(_seed ^ 0x3C, (day * 24 + hour) * 60, variances, start, end, anchors);
    }

    private double MinuteVariance(long day, int minute, DayWeights weights)
    {
        var total = _deviations[Index(day)];
        var mood = Mood(day * TradingCalendar.MinutesPerDay + minute);
        return total * total * mood * mood * weights.Minutes[minute] / TradingCalendar.MinutesPerDay;
    }

    /// <summary>Random steps with the given variances, shifted in proportion to them so that they lead from start to end.</summary>
    private static void Bridge(ulong seed, long position, ReadOnlySpan<double> variances, double start, double end, Span<double> anchors)
    {
        var sum = 0.0;
        var weight = 0.0;
        Span<double> steps = stackalloc double[variances.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = Math.Sqrt(variances[i]) * Noise.Normal(Noise.At(seed, position + i));
            sum += steps[i];
            weight += variances[i];
        }

        var missing = end - start - sum;
        var at = start;
        for (var i = 0; i < steps.Length; i++)
        {
            anchors[i] = at;
            at += steps[i] + missing * variances[i] / weight;
        }

        anchors[steps.Length] = end;
    }

    private int Index(long day) => (int)Math.Clamp(day - _firstDay, 0, _anchors.Length - 1);
}

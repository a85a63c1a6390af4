namespace Argonaut.Bench.Measuring;

/// <summary>How fast a figure grows.</summary>
internal static class Slope
{
    /// <summary>
    /// Growth an hour by ordinary least squares through the smallest reading of each of <paramref name="windows"/> windows of equal
    /// length: what lies above the smallest is garbage that a collection takes away, not growth.
    /// </summary>
    /// <param name="readings">In the order of time.</param>
    /// <param name="windows">Two and up; a window without a reading does not count.</param>
    /// <returns>In the unit of the values an hour; 0 when fewer than two windows have a reading.</returns>
    public static double PerHour(IReadOnlyList<(TimeSpan At, double Value)> readings, int windows)
    {
        if (readings.Count == 0) return 0;
        var start = readings[0].At;
        var length = readings[^1].At - start;
        var least = readings
            .GroupBy(r => length == TimeSpan.Zero ? 0 : Math.Min(windows - 1, (int)((r.At - start) / length * windows)))
            .Select(window => window.MinBy(r => r.Value))
            .ToList();
        if (least.Count < 2) return 0;
        var meanAt = least.Average(r => r.At.TotalHours);
        var meanValue = least.Average(r => r.Value);
        return least.Sum(r => (r.At.TotalHours - meanAt) * (r.Value - meanValue)) / least.Sum(r => Math.Pow(r.At.TotalHours - meanAt, 2));
    }
}

namespace Argonaut.Postgres.Retention;

/// <summary>A set of instants as closed intervals, joined where they touch.</summary>
internal sealed class Intervals
{
    private readonly List<(long First, long Last)> _intervals = [];

    public Intervals(IEnumerable<(long First, long Last)> intervals)
    {
        foreach (var one in intervals.Order())
            if (_intervals.Count > 0 && (_intervals[^1].Last == long.MaxValue || one.First <= _intervals[^1].Last + 1))
                _intervals[^1] = (_intervals[^1].First, Math.Max(_intervals[^1].Last, one.Last));
            else
                _intervals.Add(one);
    }

    /// <summary>True when one interval holds all of <c>[first, last]</c>.</summary>
    public bool Holds(long first, long last)
    {
        var (low, high) = (0, _intervals.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_intervals[middle].First <= first) low = middle + 1;
            else high = middle;
        }

        return low > 0 && _intervals[low - 1].Last >= last;
    }

    /// <summary>As PostgreSQL's <c>int8multirange</c>.</summary>
    public string ToMultirange() => $"{{{string.Join(',', _intervals.Select(one => $"[{one.First},{one.Last}]"))}}}";
}

namespace Argonaut.Catalog.Reading;

/// <summary>Order by time that keeps the order of equal times.</summary>
public static class StableOrder
{
    public static bool IsSorted(ReadOnlySpan<long> times)
    {
        for (var i = 1; i < times.Length; i++)
            if (times[i] < times[i - 1]) return false;
        return true;
    }

    /// <summary>The row numbers in ascending order of their times.</summary>
    public static int[] Of(ReadOnlySpan<long> times)
    {
        var keys = times.ToArray();
        var rows = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(rows, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return rows;
    }
}

namespace Argonaut.Trading.Alerts;

/// <summary>The lowest and highest number of a window of time, in constant time a number; at most one place a second is kept.</summary>
internal sealed class SlidingExtremes(long windowNanos)
{
    private const long Grain = 1_000_000_000;

    private readonly LinkedList<(long At, long Value)> _lows = new();
    private readonly LinkedList<(long At, long Value)> _highs = new();

    /// <summary>Of the window that ends with the last number.</summary>
    public long Lowest => _lows.First!.Value.Value;

    public long Highest => _highs.First!.Value.Value;

    public void Add(long at, long value)
    {
        Push(_lows, at, value, 1);
        Push(_highs, at, value, -1);
    }

    /// <summary>Keeps numbers that no later one makes idle, oldest first.</summary>
    private void Push(LinkedList<(long At, long Value)> list, long at, long value, int sign)
    {
        while (list.First is { } old && old.Value.At < at - windowNanos) list.RemoveFirst();
        while (list.Last is { } last && (last.Value.Value - value) * sign >= 0) list.RemoveLast();
        // Numbers of one second beyond the extreme are not worth a place: they leave the window with it.
        if (list.Last is { } near && at - near.Value.At < Grain && list.Count > 1 && near.Previous is { } before && at - before.Value.At < Grain) list.RemoveLast();
        list.AddLast((at, value));
    }
}

namespace Argonaut.Venues.Ib.Session;

/// <summary>The times of the last events. Times are monotonic and given in order.</summary>
/// <param name="length">How long an event counts: from its time on, up to but without that time plus this.</param>
internal sealed class SlidingWindow(TimeSpan length)
{
    private TimeSpan[] _times = new TimeSpan[64];
    private int _first;
    private int _count;

    /// <summary>Events that count now.</summary>
    public int Count(TimeSpan now)
    {
        while (_count > 0 && now - _times[_first] >= length)
        {
            _first = (_first + 1) % _times.Length;
            _count--;
        }

        return _count;
    }

    public void Add(TimeSpan now)
    {
        if (Count(now) == _times.Length) Grow();
        _times[(_first + _count++) % _times.Length] = now;
    }

    /// <summary>The first time, now or later, at which fewer than <paramref name="limit"/> of today's events count.</summary>
    /// <param name="limit">At least 1.</param>
    public TimeSpan RoomAt(int limit, TimeSpan now)
    {
        var excess = Count(now) - limit;
        return excess < 0 ? now : _times[(_first + excess) % _times.Length] + length;
    }

    private void Grow()
    {
        var times = new TimeSpan[_times.Length * 2];
        for (var i = 0; i < _count; i++) times[i] = _times[(_first + i) % _times.Length];
        (_times, _first) = (times, 0);
    }
}

using Argonaut.Domain;

namespace Argonaut.Postgres.Retention;

/// <summary>
/// Ranges that must stay while somebody reads them in several steps. Deleting and taking a hold exclude each other, so that a range is
/// either gone before its reader begins or there until it ends.
/// </summary>
internal sealed class RangeHolds : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<Hold> _holds = [];

    public async Task<IDisposable> HoldAsync(UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var hold = new Hold(this, from.Value, to.Value);
            lock (_holds) _holds.Add(hold);
            return hold;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Runs the deletion of a range, unless it is held: then null.</summary>
    /// <remarks>A range of ts_init lies within a day of ts_event on either side, mostly; a hold covers that day too.</remarks>
    public async Task<T?> DeleteAsync<T>(long from, long to, Func<Task<T>> delete, CancellationToken ct)
        where T : class
    {
        await _gate.WaitAsync(ct);
        try
        {
            return IsHeld(from, to) ? null : await delete();
        }
        finally
        {
            _gate.Release();
        }
    }

    public bool IsHeld(long from, long to)
    {
        lock (_holds)
            return _holds.Exists(hold => hold.From < Add(to, UnixNanos.PerDay) && hold.To > Add(from, -UnixNanos.PerDay));
    }

    public void Dispose() => _gate.Dispose();

    private static long Add(long at, long distance) => distance > 0 && at > long.MaxValue - distance ? long.MaxValue : at + distance;

    private sealed class Hold(RangeHolds owner, long from, long to) : IDisposable
    {
        public long From => from;

        public long To => to;

        public void Dispose()
        {
            lock (owner._holds) owner._holds.Remove(this);
        }
    }
}

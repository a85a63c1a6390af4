namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Order ids of one process: max(own, broker) + 1, never used twice, whatever a gateway names as its next valid id (faults.md F-317: after
/// a reset it can go backwards, and another client can move it on). What an earlier process used comes from whoever keeps a journal of
/// orders. Safe from any thread.
/// </summary>
internal sealed class IbOrderIds
{
    private readonly Lock _lock = new();
    private int _highest;

    /// <summary>The id that <see cref="Take"/> gives next.</summary>
    public int Next
    {
        get
        {
            lock (_lock) return _highest + 1;
        }
    }

    /// <summary>Ids up to this one are used, says our own journal.</summary>
    public void AvoidUsed(int highest)
    {
        lock (_lock) _highest = Math.Max(_highest, highest);
    }

    /// <summary>The gateway's next valid id.</summary>
    /// <returns>False when it lies behind ids that were used already: they are not used again.</returns>
    public bool Hear(int nextValidId)
    {
        lock (_lock)
        {
            var isAhead = nextValidId > _highest;
            _highest = Math.Max(_highest, nextValidId - 1);
            return isAhead;
        }
    }

    /// <exception cref="InvalidOperationException">All ids are used up.</exception>
    public int Take()
    {
        lock (_lock)
        {
            if (_highest == int.MaxValue) throw new InvalidOperationException("All order ids are used up; reset the order id sequence of the gateway.");
            return ++_highest;
        }
    }
}

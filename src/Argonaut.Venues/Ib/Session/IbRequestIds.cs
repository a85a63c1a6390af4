namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Request ids of one process: never used twice, also not over reconnects. They start above all order ids, which share the field
/// (ib-tws-protocol.md 5.1).
/// </summary>
internal sealed class IbRequestIds
{
    public const int High = 1_000_000_000;
    public const int Low = 1_000;

    private int _next = High;

    /// <summary>The id that <see cref="Take"/> gives next.</summary>
    public int Next => _next;

    /// <summary>A server whose order ids are already up there gets low request ids instead.</summary>
    public void AvoidOrderIds(int nextOrderId)
    {
        if (nextOrderId >= High && _next >= High) _next = Low;
    }

    /// <summary>Goes on as a recording did.</summary>
    public void Replay(int next) => _next = next;

    public int Take()
    {
        if (_next == int.MaxValue) throw new InvalidOperationException("All request ids are used up; restart the process.");
        return _next++;
    }
}

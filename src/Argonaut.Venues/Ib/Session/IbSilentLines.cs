using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Lines that are to be asked for again. Safe from any thread; a line that waits already waits once.</summary>
internal sealed class IbSilentLines
{
    private readonly Lock _lock = new();
    private Dictionary<(InstrumentKey, MarketEventKind), string> _waiting = [];

    public void Add(InstrumentKey instrument, MarketEventKind kind, string reason)
    {
        lock (_lock) _waiting[(instrument, kind)] = reason;
    }

    /// <summary>All that wait, once.</summary>
    public IReadOnlyList<(InstrumentKey Instrument, MarketEventKind Kind, string Reason)> Take()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0) return [];
            var all = _waiting.Select(w => (w.Key.Item1, w.Key.Item2, w.Value)).ToList();
            _waiting = [];
            return all;
        }
    }
}

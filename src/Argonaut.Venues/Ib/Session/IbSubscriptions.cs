using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Which instruments are wanted, in the order in which they were asked for, and which of them somebody looks at. Safe from any thread.
/// </summary>
internal sealed class IbSubscriptions
{
    private readonly Lock _lock = new();
    private ImmutableArray<Instrument> _wanted = [];
    private volatile ImmutableHashSet<InstrumentKey> _watched = [];

    public ImmutableArray<Instrument> Wanted
    {
        get
        {
            lock (_lock) return _wanted;
        }
    }

    public ImmutableHashSet<InstrumentKey> Watched
    {
        get => _watched;
        set => _watched = value;
    }

    /// <summary>False when it was there already.</summary>
    public bool Add(Instrument instrument)
    {
        lock (_lock)
        {
            if (_wanted.Any(i => i.Key == instrument.Key)) return false;
            _wanted = _wanted.Add(instrument);
            return true;
        }
    }

    public bool Remove(InstrumentKey key)
    {
        lock (_lock)
        {
            var before = _wanted.Length;
            _wanted = _wanted.RemoveAll(i => i.Key == key);
            return _wanted.Length < before;
        }
    }
}

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
    private ImmutableArray<(Instrument Instrument, UnixNanos Since)> _wanted = [];
    private volatile ImmutableHashSet<InstrumentKey> _watched = [];

    /// <summary>With the time at which each was asked for.</summary>
    public ImmutableArray<(Instrument Instrument, UnixNanos Since)> Wanted
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
    public bool Add(Instrument instrument, UnixNanos since)
    {
        lock (_lock)
        {
            if (_wanted.Any(w => w.Instrument.Key == instrument.Key)) return false;
            _wanted = _wanted.Add((instrument, since));
            return true;
        }
    }

    public bool Remove(InstrumentKey key)
    {
        lock (_lock)
        {
            var before = _wanted.Length;
            _wanted = _wanted.RemoveAll(w => w.Instrument.Key == key);
            return _wanted.Length < before;
        }
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Venues.Ib.Session;

/// <summary>What is wanted of one instrument.</summary>
/// <param name="Since">When these kinds were asked for.</param>
internal readonly record struct IbWanted(Instrument Instrument, KindSet Kinds, UnixNanos Since);

/// <summary>
/// Which instruments are wanted, in the order in which they were asked for, and which of them somebody looks at. Safe from any thread.
/// </summary>
internal sealed class IbSubscriptions
{
    private readonly Lock _lock = new();
    private ImmutableArray<IbWanted> _wanted = [];
    private volatile ImmutableHashSet<InstrumentKey> _watched = [];

    public ImmutableArray<IbWanted> Wanted
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

    /// <summary>False when the same kinds were wanted already.</summary>
    public bool Set(IbWanted wanted)
    {
        lock (_lock)
        {
            foreach (var known in _wanted)
            {
                if (known.Instrument.Key != wanted.Instrument.Key) continue;
                if (known.Kinds == wanted.Kinds) return false;
                _wanted = _wanted.Replace(known, wanted);
                return true;
            }

            _wanted = _wanted.Add(wanted);
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

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Venues.Ib.Session;

/// <summary>All lines, in the order in which their instruments were asked for. Owned by the feed's loop.</summary>
internal sealed class IbLineBook(IbSubscriptions subscriptions, IbFlight flight)
{
    private readonly List<IbLinePair> _pairs = [];
    private ImmutableArray<(Instrument Instrument, UnixNanos Since)> _seen = [];
    private ImmutableHashSet<InstrumentKey> _watched = [];

    public IReadOnlyList<IbLinePair> Pairs => _pairs;

    /// <summary>What was wanted at the last look.</summary>
    public ImmutableArray<(Instrument Instrument, UnixNanos Since)> Seen => _seen;

    public IEnumerable<IbLine> Lines => _pairs.SelectMany(p => p.Lines);

    /// <summary>Somebody looks at it now.</summary>
    public bool IsWatched(IbLinePair pair) => _watched.Contains(pair.Instrument.Key);

    /// <summary>Looks who is looked at now.</summary>
    public void LookWhoIsWatched()
    {
        var watched = subscriptions.Watched;
        if (ReferenceEquals(watched, _watched)) return;
        _watched = watched;
        flight.Watched([.. _pairs.Where(IsWatched).Select(p => p.Instrument.Id)]);
    }

    public IbLinePair? Find(InstrumentKey key) => _pairs.Find(p => p.Instrument.Key == key);

    /// <summary>Brings the book to what is wanted now. False when nothing changed.</summary>
    /// <param name="removed">Pairs that are no longer wanted; their streams are still to be cancelled.</param>
    public bool Reconcile(LineState initial, string detail, GapCause cause, out IReadOnlyList<IbLinePair> removed)
    {
        removed = [];
        var wanted = subscriptions.Wanted;
        if (wanted == _seen) return false;
        _seen = wanted;
        var keys = wanted.Select(w => w.Instrument.Key).ToHashSet();
        removed = _pairs.FindAll(p => !keys.Contains(p.Instrument.Key));
        _pairs.RemoveAll(p => !keys.Contains(p.Instrument.Key));
        flight.Wanted([.. wanted.Where(w => Find(w.Instrument.Key) is null)], [.. removed.Select(p => p.Instrument.Id)]);
        foreach (var (instrument, _) in wanted)
        {
            if (Find(instrument.Key) is not null) continue;
            var pair = new IbLinePair(instrument);
            pair.Renew(initial, detail, cause);
            _pairs.Add(pair);
        }

        return true;
    }

    public void Renew(LineState state, string detail, GapCause cause)
    {
        foreach (var pair in _pairs) pair.Renew(state, detail, cause);
    }

    public ImmutableArray<LineStatus> Snapshot() => [.. Lines.Select(l => l.Snapshot())];
}

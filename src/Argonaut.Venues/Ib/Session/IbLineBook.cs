using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Venues.Ib.Session;

/// <summary>All lines, in the order in which their instruments were asked for. Owned by the feed's loop.</summary>
internal sealed class IbLineBook(IbSubscriptions subscriptions, IbFlight flight)
{
    private readonly List<IbLinePair> _pairs = [];
    private ImmutableArray<IbWanted> _seen = [];
    private ImmutableHashSet<InstrumentKey> _watched = [];

    public IReadOnlyList<IbLinePair> Pairs => _pairs;

    /// <summary>What was wanted at the last look.</summary>
    public ImmutableArray<IbWanted> Seen => _seen;

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
    /// <param name="removed">Lines that are no longer wanted; their streams are still to be cancelled.</param>
    public bool Reconcile(LineState initial, string detail, GapCause cause, out IReadOnlyList<IbLine> removed)
    {
        removed = [];
        var wanted = subscriptions.Wanted;
        if (wanted == _seen) return false;
        var keys = wanted.Select(w => w.Instrument.Key).ToHashSet();
        var gone = _pairs.Where(p => !keys.Contains(p.Instrument.Key)).ToList();
        var lost = gone.SelectMany(p => p.Lines).ToList();
        _pairs.RemoveAll(gone.Contains);
        flight.Wanted([.. wanted.Where(w => !_seen.Contains(w))], [.. gone.Select(p => p.Instrument.Id)]);
        _seen = wanted;
        foreach (var (instrument, kinds, _) in wanted)
        {
            var pair = Find(instrument.Key);
            if (pair is null) _pairs.Add(pair = new IbLinePair(instrument));
            foreach (var line in pair.Want(kinds, lost)) line.Renew(initial, detail, cause);
        }

        removed = lost;
        return true;
    }

    public void Renew(LineState state, string detail, GapCause cause)
    {
        foreach (var pair in _pairs) pair.Renew(state, detail, cause);
    }

    public ImmutableArray<LineStatus> Snapshot() => [.. Lines.Select(l => l.Snapshot())];
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Live.Ingestion;

/// <summary>Known instruments by id and by key. Reads are free of locks; writes replace the picture.</summary>
internal sealed class InstrumentTable
{
    private readonly Lock _gate = new();
    private volatile Picture _picture = new([], ImmutableDictionary<InstrumentId, InstrumentKey>.Empty, [], [], ImmutableDictionary<InstrumentKey, KindSet>.Empty);

    public ImmutableArray<Instrument> All => _picture.All;

    /// <summary>Which are being recorded, in order of their keys.</summary>
    public ImmutableArray<InstrumentKey> Recorded => _picture.Recorded;

    /// <summary>What is recorded of an instrument; none when nothing is.</summary>
    public KindSet KindsOf(InstrumentKey key) => _picture.Kinds.GetValueOrDefault(key);

    /// <summary>By key; with holes.</summary>
    public ReadOnlySpan<InstrumentState?> States => _picture.States;

    /// <summary>Null for a key that nobody gave out.</summary>
    public InstrumentState? StateOf(InstrumentKey key)
    {
        var states = _picture.States;
        return (uint)key.Value < (uint)states.Length ? states[key.Value] : null;
    }

    public bool TryFind(InstrumentId id, out Instrument instrument)
    {
        instrument = null!;   // the port promises a value only with true
        return _picture.ById.TryGetValue(id, out var key) && TryFind(key, out instrument);
    }

    public bool TryFind(InstrumentKey key, out Instrument instrument)
    {
        instrument = StateOf(key)?.Instrument!;
        return instrument is not null;
    }

    /// <summary>Adds it, or takes over its new definition.</summary>
    public void Set(IReadOnlyCollection<Instrument> instruments)
    {
        lock (_gate)
        {
            var old = _picture;
            var size = Math.Max(old.States.Length, instruments.Select(i => i.Key.Value + 1).DefaultIfEmpty().Max());
            var states = new InstrumentState?[size];
            old.States.CopyTo(states, 0);
            var byId = old.ById.ToBuilder();
            foreach (var instrument in instruments)
            {
                byId[instrument.Id] = instrument.Key;
                if (states[instrument.Key.Value] is { } state) state.Instrument = instrument;
                else states[instrument.Key.Value] = new InstrumentState(instrument);
            }

            _picture = old with
            {
                All = [.. states.OfType<InstrumentState>().Select(s => s.Instrument).OrderBy(i => i.Id.Value, StringComparer.Ordinal)],
                ById = byId.ToImmutable(),
                States = states,
            };
        }
    }

    /// <param name="kinds">None: it is not recorded any more.</param>
    public void SetRecorded(InstrumentKey key, KindSet kinds)
    {
        lock (_gate)
        {
            var all = kinds.IsEmpty ? _picture.Kinds.Remove(key) : _picture.Kinds.SetItem(key, kinds);
            _picture = _picture with { Kinds = all, Recorded = [.. all.Keys.OrderBy(k => k.Value)] };
        }
    }

    private sealed record Picture(
        ImmutableArray<Instrument> All,
        ImmutableDictionary<InstrumentId, InstrumentKey> ById,
        InstrumentState?[] States,
        ImmutableArray<InstrumentKey> Recorded,
        ImmutableDictionary<InstrumentKey, KindSet> Kinds);
}

using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Server.Stream;

/// <summary>Which instruments some client looks at: those of its market subscriptions. Safe from any thread.</summary>
/// <param name="tell">Hears of every change, one call at a time, in order.</param>
internal sealed class Watched(Action<ImmutableHashSet<InstrumentKey>> tell)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstrumentKey, int> _counts = [];

    public void Add(InstrumentKey instrument)
    {
        lock (_gate)
        {
            var count = _counts[instrument] = _counts.GetValueOrDefault(instrument) + 1;
            if (count == 1) tell([.. _counts.Keys]);
        }
    }

    public void Remove(InstrumentKey instrument)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(instrument) - 1;
            if (count > 0) _counts[instrument] = count;
            else if (_counts.Remove(instrument)) tell([.. _counts.Keys]);
        }
    }
}

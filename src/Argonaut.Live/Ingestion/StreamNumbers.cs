using Argonaut.Domain.Data;
using Argonaut.Ports;

namespace Argonaut.Live.Ingestion;

/// <summary>Numbers ticks without a hole, one stream for each kind. The ingestion loop's.</summary>
internal sealed class StreamNumbers
{
    private readonly (int Stream, long Last)[] _of = new (int, long)[(int)KindSet.Ticks.Each.Max() + 1];

    public void Continue(MarketEventKind kind, StreamPosition from) => _of[(int)kind] = (from.Stream, from.LastSequence);

    public void SetStream(MarketEventKind kind, int stream) => _of[(int)kind].Stream = stream;

    public int StreamOf(MarketEventKind kind) => _of[(int)kind].Stream;

    public MarketEvent Number(in MarketEvent tick)
    {
        ref var stream = ref _of[(int)tick.Kind];
        return tick with { Stream = stream.Stream, Sequence = ++stream.Last };
    }
}

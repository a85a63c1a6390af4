using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live.Storing;

/// <summary>Gap rows of numbered ticks that nothing could keep: they wait in memory for the next batch that is taken.</summary>
internal sealed class LostTicks(string source)
{
    private readonly List<Gap> _gaps = [];

    public bool IsEmpty => _gaps.Count == 0;

    /// <summary>Sequences that follow on each other are one gap.</summary>
    public void Add(ReadOnlySpan<MarketEvent> ticks)
    {
        if (ticks.IsEmpty) return;
        var (first, last) = (ticks[0], ticks[^1]);
        var at = _gaps.FindIndex(g => g.Kind == first.Kind && g.ToSequence == first.Sequence - 1);
        if (at >= 0) _gaps[at] = _gaps[at] with { To = last.TsInit + 1, ToSequence = last.Sequence };
        else _gaps.Add(Of(source, first.Stream, first.Kind, first.TsInit, last.TsInit + 1, first.Sequence, last.Sequence, GapCause.QueueOverflow));
    }

    /// <summary>Rows of a batch that was not taken either.</summary>
    public void Add(IEnumerable<Gap> gaps) => _gaps.AddRange(gaps);

    /// <summary>Hands all of them over.</summary>
    public void MoveTo(List<Gap> gaps)
    {
        gaps.AddRange(_gaps);
        _gaps.Clear();
    }

    /// <summary>A gap of a whole stream, by its sequences; <paramref name="to"/> is exclusive.</summary>
    public static Gap Of(string source, int stream, MarketEventKind kind, UnixNanos from, UnixNanos to, long first, long last, GapCause cause) =>
        new(0, stream, null, kind, from, to, first, last, GapCauses.TextOf(cause), source, GapState.Open, null);
}

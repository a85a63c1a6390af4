using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>A fetch of an instrument's history for a time without ticks.</summary>
/// <param name="From">First open that is wanted.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Problem">What went wrong last, in the source's words; null when nothing did.</param>
public sealed record HistoryStatus(
    InstrumentKey Instrument,
    HistoryState State,
    UnixNanos From,
    UnixNanos To,
    int RequestsDone,
    int RequestsTotal,
    int Attempts,
    string? Problem,
    UnixNanos At);

/// <summary>Incomplete: it ended, and the source refused some of it.</summary>
public enum HistoryState
{
    Waiting,
    Running,
    Done,
    Incomplete,
}

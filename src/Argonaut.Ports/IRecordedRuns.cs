using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>A recording of frames as the feeds that it is a recording of: one for each start of the process. One caller at a time.</summary>
public interface IRecordedRuns
{
    /// <summary>The recording's clock; whatever is done with its feeds goes by it.</summary>
    RecordedTime Time { get; }

    /// <summary>The next run; false when there is none. The one before has finished.</summary>
    bool TryNext(out IRecordedFeed feed);
}

/// <summary>A feed that repeats what a recorded one did, to a sink and a listener of its own.</summary>
public interface IRecordedFeed : IMarketFeed
{
    /// <summary>Records exactly these kinds of an instrument from now on; returns when that is so.</summary>
    Func<Instrument, KindSet, CancellationToken, Task> OnWanted { set; }

    Func<InstrumentId, CancellationToken, Task> OnUnwanted { set; }

    /// <summary>Called about once a second of recorded time with the ticks handed on so far; returns when they are taken in.</summary>
    Func<long, CancellationToken, Task> CatchUp { set; }

    /// <summary>Completes when the run is over; the feed goes on answering until it is stopped.</summary>
    Task Finished { get; }

    RecordedProgress Progress { get; }
}

/// <param name="At">Where it stands.</param>
/// <param name="Frames">From the gateway.</param>
/// <param name="Ticks">Handed on.</param>
/// <param name="Lost">Entries that are missing in the recording.</param>
/// <param name="Holes">Places at which entries are missing, known in number or not.</param>
/// <param name="Differences">Requests that the session makes now and did not make then, or the reverse.</param>
/// <param name="FirstDifference">The first of them, in words.</param>
public sealed record RecordedProgress(UnixNanos At, long Frames, long Ticks, long Lost, int Holes, long Differences, string? FirstDifference)
{
    public static readonly RecordedProgress None = new(default, 0, 0, 0, 0, 0, null);
}

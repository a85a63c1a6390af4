using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Live.Storing;

/// <summary>What is known of one stream: how far the store has it, and how far this process got. Written under its owner's lock.</summary>
internal sealed class StreamLane
{
    /// <summary>As the store says; null after any doubt.</summary>
    public StreamPosition? Position { get; set; }

    /// <summary>The highest sequence that the store ever confirmed to this process.</summary>
    public long Committed { get; set; }

    /// <summary>The highest sequence that was given to the store or the spool; null while this process has given none.</summary>
    public long? Given { get; set; }

    /// <summary>The last tick that is durable, in the store or in the spool.</summary>
    public (long Sequence, UnixNanos TsInit) Acknowledged { get; set; }

    /// <summary>The sequences that the last gap row of the spool explains.</summary>
    public (long First, long Last) Explained { get; set; }
}

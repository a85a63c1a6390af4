using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Lines;

namespace Argonaut.Ports;

/// <summary>A recorded line as it really is: what the source says, what arrives, and when its market trades.</summary>
public sealed record LineView
{
    public required InstrumentKey Instrument { get; init; }

    public required MarketEventKind Kind { get; init; }

    public required LineState State { get; init; }

    /// <summary>When the state began.</summary>
    public required UnixNanos Since { get; init; }

    /// <summary>One plain sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Silence beyond this in an open market makes it <see cref="LineState.Silent"/>.</summary>
    public required TimeSpan Threshold { get; init; }

    /// <summary>False while the threshold is the default, because this time of the week was not seen yet.</summary>
    public required bool IsThresholdLearnt { get; init; }

    /// <summary>Received by this process; 0 before the first.</summary>
    public required UnixNanos LastTick { get; init; }

    /// <summary>How often this process asked for it again because it was silent.</summary>
    public int Asked { get; init; }

    /// <summary>Since when nothing proves that its data is complete; null while something does.</summary>
    public UnixNanos? UnprovenSince { get; init; }

    /// <summary>Why, with <see cref="UnprovenSince"/>.</summary>
    public GapCause Cause { get; init; }
}

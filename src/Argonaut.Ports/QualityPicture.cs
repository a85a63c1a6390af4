using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Trading.Quality;

namespace Argonaut.Ports;

/// <summary>The quality of the data as it is now.</summary>
public sealed record QualityPicture
{
    public static readonly QualityPicture Empty = new();

    /// <summary>Instruments whose quotes stay crossed.</summary>
    public ImmutableArray<SuspectInstrument> Suspects { get; init; } = [];

    /// <summary>How often each rule applied since the process started; only of rules that did.</summary>
    public ImmutableDictionary<QualityRule, long> Counts { get; init; } = ImmutableDictionary<QualityRule, long>.Empty;

    /// <summary>Findings that wait to be stored.</summary>
    public int Waiting { get; init; }

    /// <summary>Findings that were counted only, because too many waited.</summary>
    public long NotKept { get; init; }

    public ClockPicture Clock { get; init; } = new(null, null, TimeSpan.Zero, UnixNanos.Zero);
}

/// <param name="Since">When the first of the crossed quotes came.</param>
public readonly record struct SuspectInstrument(InstrumentKey Instrument, UnixNanos Since);

/// <param name="Offset">The source's clock minus ours; null when it was never told.</param>
/// <param name="SkewedSince">Since when that is more than is allowed; null while it is not.</param>
/// <param name="LastStep">Of our own wall clock; zero before the first.</param>
public readonly record struct ClockPicture(TimeSpan? Offset, UnixNanos? SkewedSince, TimeSpan LastStep, UnixNanos LastStepAt);

using Argonaut.Domain;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>Which part of a recording is played, and how fast.</summary>
public sealed record IbReplayOptions
{
    /// <summary>Ticks before it are not handed on; 0: all.</summary>
    public UnixNanos From { get; init; }

    /// <summary>It ends there; the end itself is excluded.</summary>
    public UnixNanos To { get; init; } = UnixNanos.MaxValue;

    /// <summary>Recorded seconds a second; positive infinity: as fast as it is taken.</summary>
    public double Speed { get; init; } = double.PositiveInfinity;
}

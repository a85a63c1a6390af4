namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public static readonly FixedTime Friday = new(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => now;
}

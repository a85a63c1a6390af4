namespace Argonaut.Integration.Postgres;

/// <summary>The system's clock and timers, on another day.</summary>
internal sealed class ShiftedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

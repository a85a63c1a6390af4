namespace Argonaut.Live.Sample;

/// <summary>The clock of the sample stands at its end; waiting takes real time.</summary>
public sealed class SampleTime : TimeProvider
{
    private SampleTime()
    {
    }

    public static SampleTime Instance { get; } = new();

    public override DateTimeOffset GetUtcNow() => SampleMarket.End.ToDateTimeOffset();
}

namespace Argonaut.SimulatedGateway.Market;

/// <summary>Another clock from now on at a multiple of its speed: with 10, ten seconds pass in one. Timers follow it, but none fires more often than each millisecond.</summary>
public sealed class AcceleratedTime : TimeProvider
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _real;
    private readonly double _speed;
    private readonly DateTimeOffset _start;
    private readonly long _startStamp;

    public AcceleratedTime(TimeProvider real, double speed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        _real = real;
        _speed = speed;
        _start = real.GetUtcNow();
        _startStamp = real.GetTimestamp();
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, _real.CreateTimer(callback, state, Scaled(dueTime), Scaled(period)));

    private TimeSpan Elapsed => _real.GetElapsedTime(_startStamp) * _speed;

    private TimeSpan Scaled(TimeSpan span)
    {
        if (span <= TimeSpan.Zero) return span;
        var scaled = span / _speed;
        return scaled < Shortest ? Shortest : scaled;
    }

    private sealed class ScaledTimer(AcceleratedTime time, ITimer real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => real.Change(time.Scaled(dueTime), time.Scaled(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}

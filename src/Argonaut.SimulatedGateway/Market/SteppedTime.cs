namespace Argonaut.SimulatedGateway.Market;

/// <summary>
/// A clock that moves only when told: the gateway's step mode. Timers fire inside <see cref="Advance"/>, one after the other in the order of
/// their times, so that the same steps give the same bytes.
/// </summary>
public sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly Lock _advancing = new();
    private readonly List<StepTimer> _timers = [];
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StepTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets this much time pass; one caller at a time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
        {
            var end = GetUtcNow() + by;
            while (TakeDue(end) is { } next) next.Fire();
        }
    }

    private StepTimer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= end).MinBy(static t => t.Due);
            _now = next is null ? end : next.Due > _now ? next.Due : _now;
            next?.Rearm();
            return next;
        }
    }

    private sealed class StepTimer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time._now + dueTime;
                time._timers.Add(this);
            }

            return true;
        }

        public void Rearm()
        {
            if (_period <= TimeSpan.Zero) time._timers.Remove(this);
            else Due += _period;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

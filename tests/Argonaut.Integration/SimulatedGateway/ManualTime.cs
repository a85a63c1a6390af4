namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>A clock that moves only when told; timers fire inside <see cref="Advance"/>.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;

    public static ManualTime OnFriday() => new(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                _now = next is null ? end : next.Due > _now ? next.Due : _now;
                next?.Rearm();
            }

            if (next is null) return;
            next.Fire();
        }
    }

    /// <summary>Lets time pass in steps until the task is done.</summary>
    public async Task<T> UntilAsync<T>(Task<T> task, TimeSpan? step = null)
    {
        while (!task.IsCompleted)
        {
            Advance(step ?? TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        return await task;
    }

    /// <inheritdoc cref="UntilAsync{T}"/>
    public async Task UntilAsync(Task task, TimeSpan? step = null)
    {
        while (!task.IsCompleted)
        {
            Advance(step ?? TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await task;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

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

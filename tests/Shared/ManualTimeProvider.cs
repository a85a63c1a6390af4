namespace Argonaut.Tests.Shared;

/// <summary>Time that moves only when a test says so. Timers fire inside <see cref="Advance"/>, in the order in which they are due.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _waiting = [];
    private readonly Dictionary<TimeSpan, long> _counts = [];
    private DateTimeOffset _now = start;
    private TimeSpan _slept;

    /// <summary>Raised after a timer was set, outside of the lock.</summary>
    public event Action? TimerWasSet;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp()
    {
        lock (_gate) return (_now - _slept).UtcTicks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        DateTimeOffset end;
        lock (_gate) end = _now + by;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                if (next is null)
                {
                    _now = end;
                    return;
                }

                if (next.Due > _now) _now = next.Due;
                next.Reset(_now);
                if (next.Due == DateTimeOffset.MaxValue) _timers.Remove(next);
            }

            next.Fire();
        }
    }

    /// <summary>Goes to when the first timer with such a wait is due; false when none is set.</summary>
    public bool TryAdvanceToTimer(Func<TimeSpan, bool> isWait)
    {
        TimeSpan by;
        lock (_gate)
        {
            if (_timers.Where(t => t.Due < DateTimeOffset.MaxValue && isWait(t.Wait)).MinBy(t => t.Due) is not { } next) return false;
            by = next.Due > _now ? next.Due - _now : TimeSpan.Zero;
        }

        Advance(by);
        return true;
    }

    /// <summary>The machine sleeps: the wall clock goes on, monotonic time and timers stand still.</summary>
    public void Sleep(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
            _slept += by;
            foreach (var timer in _timers.Where(t => t.Due < DateTimeOffset.MaxValue)) timer.Due += by;
        }
    }

    /// <summary>Completes when a timer with this wait runs, now or as soon as one is set.</summary>
    public Task WhenTimerIsSetAsync(TimeSpan due, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_timers.Any(t => t.Wait == due)) return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((due, set));
            return set.Task.WaitAsync(ct);
        }
    }

    /// <summary>True while a timer with this wait runs.</summary>
    public bool IsTimerSet(TimeSpan due)
    {
        lock (_gate) return _timers.Any(t => t.Wait == due && t.Due < DateTimeOffset.MaxValue);
    }

    /// <summary>How often a timer with this wait was set. Who knows it before an <see cref="Advance"/> can wait for the next one.</summary>
    public long TimersSet(TimeSpan due)
    {
        lock (_gate) return _counts.GetValueOrDefault(due);
    }

    /// <summary>Completes when a timer with this wait was set more often than <paramref name="before"/>.</summary>
    public Task WhenTimerIsSetAgainAsync(TimeSpan due, long before, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_counts.GetValueOrDefault(due) > before) return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((due, set));
            return set.Task.WaitAsync(ct);
        }
    }

    private void Set(ManualTimer timer, TimeSpan due)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            timer.Due = due == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : _now + due;
            if (due == Timeout.InfiniteTimeSpan) return;
            timer.Wait = due;
            _timers.Add(timer);
            _counts[due] = _counts.GetValueOrDefault(due) + 1;
            foreach (var (_, set) in _waiting.Where(w => w.Due == due)) set.SetResult();
            _waiting.RemoveAll(w => w.Due == due);
        }

        TimerWasSet?.Invoke();
    }

    private void Remove(ManualTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public TimeSpan Wait { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            owner.Set(this, dueTime);
            return true;
        }

        public void Reset(DateTimeOffset now) => Due = _period > TimeSpan.Zero ? now + _period : DateTimeOffset.MaxValue;

        public void Fire() => callback(state);

        public void Dispose() => owner.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

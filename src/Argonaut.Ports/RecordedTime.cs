using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>
/// The clock of a recording: it stands where the recording stands. Timers fire on the thread pool when it has passed their time. Safe from
/// any thread; moved by one.
/// </summary>
public sealed class RecordedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<RecordedTimer> _timers = [];
    private UnixNanos _now;
    private long _elapsed;
    private long _nextDue = long.MaxValue;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public UnixNanos Now
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new RecordedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The wall clock goes there, forth or back; monotonic time goes forth with it.</summary>
    public void Set(UnixNanos now)
    {
        long past;
        lock (_gate) past = _now.Value == 0 ? 0 : Math.Max(0, now - _now);
        Set(now, TimeSpan.FromTicks(past / 100));
    }

    /// <summary>The wall clock goes there, and monotonic time passes by itself: after a sleep it knows of less.</summary>
    public void Set(UnixNanos now, TimeSpan passed)
    {
        List<RecordedTimer>? due = null;
        lock (_gate)
        {
            _now = now;
            _elapsed += passed.Ticks;
            if (_elapsed < _nextDue) return;
            foreach (var timer in _timers)
                if (timer.Due <= _elapsed) (due ??= []).Add(timer);
            if (due is not null)
                foreach (var timer in due.OrderBy(t => t.Due)) timer.Rearm(_elapsed);
            _timers.RemoveAll(t => t.Due == long.MaxValue);
            _nextDue = _timers.Count == 0 ? long.MaxValue : _timers.Min(t => t.Due);
        }

        if (due is null) return;
        foreach (var timer in due) ThreadPool.UnsafeQueueUserWorkItem(static t => t.Fire(), timer, preferLocal: false);
    }

    private sealed class RecordedTimer(RecordedTime owner, TimerCallback callback, object? state) : ITimer
    {
        private long _period;

        public long Due { get; private set; } = long.MaxValue;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                _period = period > TimeSpan.Zero ? period.Ticks : 0;
                Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : owner._elapsed + Math.Max(1, dueTime.Ticks);
                if (Due == long.MaxValue) return true;
                owner._timers.Add(this);
                owner._nextDue = Math.Min(owner._nextDue, Due);
                return true;
            }
        }

        public void Rearm(long elapsed) => Due = _period > 0 ? elapsed + _period : long.MaxValue;

        public void Dispose()
        {
            lock (owner._gate) owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using Argonaut.Ports;

namespace Argonaut.Venues.Ib.History;

/// <summary>The right to send one historical request, until it is disposed: answered, failed or given up.</summary>
internal sealed class HistoryTurn(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}

/// <summary>
/// Historical requests that wait for the broker's rules, in the order of their arrival; those for a person go before those in the
/// background, which count as for a person once they have waited for a minute. A request that waits for its own kind only is passed by
/// others; one that waits for room in the ten minutes is passed by none that needs that room. So the rules hold and nothing waits for
/// ever. Safe from any thread.
/// </summary>
/// <param name="perTenMinutes">Small requests in any ten minutes.</param>
/// <param name="mostOpen">Requests without an answer at the same time.</param>
internal sealed class HistoryQueue(int perTenMinutes, int mostOpen, TimeProvider time) : IDisposable
{
    /// <summary>More would wait for hours.</summary>
    public const int MostWaiting = 1_000;

    private static readonly TimeSpan BackgroundPatience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly HistoryRules _rules = new(perTenMinutes);
    private readonly List<Waiter> _waiting = [];
    private readonly long _start = time.GetTimestamp();
    private ITimer? _timer;
    private int _open;
    private TimeSpan? _nextAt;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Completes when the request may be sent.</summary>
    /// <exception cref="FeedUnavailableException">Too many wait already.</exception>
    /// <exception cref="OperationCanceledException">Given up before its turn.</exception>
    public Task<HistoryTurn> EnterAsync(HistoryAsk ask, CancellationToken ct)
    {
        var waiter = new Waiter(ask);
        lock (_lock)
        {
            if (_waiting.Count >= MostWaiting)
                throw new FeedUnavailableException($"{MostWaiting} historical requests wait for the broker's limits already; try again later.");
            waiter.Since = Now;
            _waiting.Add(waiter);
            Serve();
        }

        if (ct.CanBeCanceled && !waiter.Turn.Task.IsCompleted) waiter.Registration = ct.Register(() => GiveUp(waiter, ct));
        return waiter.Turn.Task;
    }

    /// <inheritdoc cref="HistoryRules.MarkFull"/>
    public void MarkFull()
    {
        lock (_lock)
        {
            _rules.MarkFull(Now);
            Serve();
        }
    }

    /// <inheritdoc cref="HistoryRules.MarkOpen"/>
    public void MarkOpen()
    {
        lock (_lock)
        {
            _rules.MarkOpen();
            Serve();
        }
    }

    public FeedHistoryPacing Snapshot()
    {
        lock (_lock)
        {
            var now = Now;
            var next = _waiting.Count > 0 && _nextAt is { } at && at > now ? at - now : TimeSpan.Zero;
            return new FeedHistoryPacing(_waiting.Count, _open, mostOpen, _rules.Used(now), _rules.PerTenMinutes, next);
        }
    }

    public void Dispose()
    {
        lock (_lock) _timer?.Dispose();
    }

    private void Release()
    {
        lock (_lock)
        {
            _open--;
            Serve();
        }
    }

    private void GiveUp(Waiter waiter, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiter)) return;
            waiter.Turn.TrySetCanceled(ct);
            Serve();
        }
    }

    /// <summary>Lets go whoever may, and sets the clock for the next. Under the lock.</summary>
    private void Serve()
    {
        var now = Now;
        _nextAt = null;
        if (_waiting.Count == 0) return;
        _waiting.Sort((one, other) => Rank(one, now).CompareTo(Rank(other, now)));
        var isWindowAwaited = false;
        for (var i = 0; i < _waiting.Count && _open < mostOpen; i++)
        {
            var waiter = _waiting[i];
            if (isWindowAwaited && waiter.Ask.NeedsWindow) continue;
            var wait = _rules.WaitOf(waiter.Ask, now, out var isForWindow);
            if (wait <= TimeSpan.Zero)
            {
                _rules.Book(waiter.Ask, now);
                _open++;
                _waiting.RemoveAt(i--);
                waiter.Registration.Unregister();
                waiter.Turn.TrySetResult(new HistoryTurn(Release));
                continue;
            }

            isWindowAwaited |= isForWindow;
            if (_nextAt is not { } next || now + wait < next) _nextAt = now + wait;
        }

        if (_nextAt is { } at) Wake(at - now);
    }

    private static (int Class, TimeSpan Since, long Number) Rank(Waiter waiter, TimeSpan now) =>
        (waiter.Ask.IsBackground && now - waiter.Since < BackgroundPatience ? 1 : 0, waiter.Since, waiter.Number);

    private void Wake(TimeSpan wait)
    {
        var due = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        if (_timer is null) _timer = time.CreateTimer(_ => OnTimer(), null, due, Timeout.InfiniteTimeSpan);
        else _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock) Serve();
    }

    private sealed class Waiter(HistoryAsk ask)
    {
        private static long _numbers;

        public HistoryAsk Ask { get; } = ask;

        public long Number { get; } = Interlocked.Increment(ref _numbers);

        public TimeSpan Since { get; set; }

        public CancellationTokenRegistration Registration { get; set; }

        public TaskCompletionSource<HistoryTurn> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Which message goes first when the pacer holds messages back.</summary>
internal enum IbLane
{
    /// <summary>Cancels of orders.</summary>
    Cancel,
    Order,

    /// <summary>Login and questions after the server's clock.</summary>
    Control,

    /// <summary>Subscriptions and their ends, in the order in which they were made.</summary>
    Subscribe,

    /// <summary>Questions about the past and their ends.</summary>
    History,
}

/// <summary>
/// Messages that wait for the pacer: one queue a lane, bounded together. A higher lane goes first, but a data message that has waited
/// for five seconds goes before everything else, one a second, so that nothing waits for ever. Posted by the session's loop, taken by
/// its writer; safe from any thread.
/// </summary>
/// <param name="pacer">Used under the outbox's lock only.</param>
internal sealed class IbOutbox(int capacity, MessagePacer pacer)
{
    /// <summary>After this long in a data lane a message is overdue.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OverdueEvery = TimeSpan.FromSeconds(1);
    private static readonly string[] Names = ["cancel", "order", "control", "subscribe", "history"];

    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Frame, TimeSpan At)>[] _lanes = [new(), new(), new(), new(), new()];
    private int _count;
    private TimeSpan? _overdueTakenAt;
    private Task<bool>? _posted;

    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,   // one signal says all
        SingleReader = true,
    });

    /// <summary>False when the outbox is full: the gateway does not take what we send.</summary>
    public bool TryPost(IbLane lane, byte[] frame, TimeSpan now)
    {
        lock (_lock)
        {
            if (_count >= capacity) return false;
            _count++;
            _lanes[(int)lane].Enqueue((frame, now));
        }

        _signal.Writer.TryWrite(0);
        return true;
    }

    /// <summary>Takes and books the message whose turn it is.</summary>
    /// <param name="wait">When none may pass: how long until the first of those that wait may; infinite when none waits.</param>
    public bool TryTake(TimeSpan now, out byte[] frame, out TimeSpan wait)
    {
        frame = [];
        wait = Timeout.InfiniteTimeSpan;
        lock (_lock)
        {
            if (_count == 0) return false;
            if (NextLane(now) is not { } lane)
            {
                wait = ShortestWait(now);
                return false;
            }

            pacer.Book(IsUrgent(lane), now);
            frame = _lanes[lane].Dequeue().Frame;
            _count--;
            wait = TimeSpan.Zero;
            return true;
        }
    }

    /// <summary>Half the rate until then.</summary>
    public void SlowDownUntil(TimeSpan until)
    {
        lock (_lock) pacer.SlowDownUntil(until);
    }

    /// <summary>Completes when something new was posted or the time is over. One caller at a time.</summary>
    public async ValueTask WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken ct)
    {
        _posted ??= _signal.Reader.WaitToReadAsync(ct).AsTask();
        if (wait != Timeout.InfiniteTimeSpan && !_posted.IsCompleted)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            // Whole milliseconds, rounded up: a timer that fires early only asks again.
            var pause = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, over.Token);
            if (await Task.WhenAny(pause, _posted) == pause)
            {
                await pause;
                return;
            }

            await over.CancelAsync();
        }

        await _posted;
        _posted = null;
        _signal.Reader.TryRead(out _);
    }

    public FeedMessagePacing Snapshot(TimeSpan now)
    {
        lock (_lock)
        {
            var lanes = ImmutableArray.CreateBuilder<FeedQueue>(_lanes.Length);
            for (var i = 0; i < _lanes.Length; i++)
            {
                var oldest = _lanes[i].TryPeek(out var head) ? now - head.At : TimeSpan.Zero;
                lanes.Add(new FeedQueue(Names[i], _lanes[i].Count, pacer.WaitOf(IsUrgent(i), now), oldest));
            }

            return new FeedMessagePacing(lanes.MoveToImmutable(), pacer.PassedLately(now), pacer.LimitAt(now), pacer.IsSlowAt(now));
        }
    }

    private static bool IsUrgent(int lane) => lane <= (int)IbLane.Control;

    private int? NextLane(TimeSpan now)
    {
        if (OverdueLane(now) is { } overdue && pacer.WaitOf(isUrgent: false, now) <= TimeSpan.Zero)
        {
            _overdueTakenAt = now;
            return overdue;
        }

        for (var lane = 0; lane < _lanes.Length; lane++)
            if (_lanes[lane].Count > 0 && pacer.WaitOf(IsUrgent(lane), now) <= TimeSpan.Zero) return lane;
        return null;
    }

    /// <summary>The data lane whose head has waited longest, when that is too long and it is time for one.</summary>
    private int? OverdueLane(TimeSpan now)
    {
        if (_overdueTakenAt is { } last && now - last < OverdueEvery) return null;
        int? oldest = null;
        for (var lane = (int)IbLane.Subscribe; lane < _lanes.Length; lane++)
        {
            if (!_lanes[lane].TryPeek(out var head) || now - head.At < Patience) continue;
            if (oldest is not { } other || head.At < _lanes[other].Peek().At) oldest = lane;
        }

        return oldest;
    }

    private TimeSpan ShortestWait(TimeSpan now)
    {
        var shortest = TimeSpan.MaxValue;
        for (var lane = 0; lane < _lanes.Length; lane++)
            if (_lanes[lane].Count > 0 && pacer.WaitOf(IsUrgent(lane), now) is var wait && wait < shortest) shortest = wait;
        return shortest;
    }
}

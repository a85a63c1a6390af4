using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Live.Ingestion;

/// <summary>A time without the feed. It was alive at <paramref name="From"/> for the last time and listens again since <paramref name="To"/>.</summary>
internal sealed record Outage(UnixNanos From, UnixNanos To, string Reason)
{
    /// <summary>The first time in this process; where it began is up to each instrument.</summary>
    public const string Restart = "restart";

    public const string FeedDown = "feed_down";

    /// <summary>The connection stood, but the source itself had lost its market data.</summary>
    public const string FeedDegraded = "feed_degraded";
}

/// <summary>Turns the feed's states into outages. Told by the feed's loop, asked by the ingestion loop.</summary>
internal sealed class FeedWatch
{
    private readonly Lock _gate = new();
    private readonly Queue<Outage> _ended = new();
    private UnixNanos _downSince;
    private string? _reason = Outage.Restart;
    private long _returnedAt = long.MaxValue;

    /// <summary>When the feed came back from the oldest outage that was not taken; MaxValue when there is none.</summary>
    public long ReturnedAt => Volatile.Read(ref _returnedAt);

    public void OnStatus(FeedStatus status, UnixNanos now)
    {
        lock (_gate)
        {
            if (status.State == FeedState.Ready)
            {
                if (_reason is null) return;
                _ended.Enqueue(new Outage(_downSince, now, _reason));
                _reason = null;
                if (_ended.Count == 1) Volatile.Write(ref _returnedAt, now.Value);
                return;
            }

            if (_reason is null)
            {
                var isDegraded = status.State == FeedState.Degraded;
                _reason = isDegraded ? Outage.FeedDegraded : Outage.FeedDown;
                _downSince = !isDegraded && status.LastMessage.Value > 0 && status.LastMessage < now ? status.LastMessage : now;
            }
            else if (_reason == Outage.FeedDegraded && status.State != FeedState.Degraded) _reason = Outage.FeedDown;
        }
    }

    /// <summary>The outages that ended until then, oldest first, once.</summary>
    public ImmutableArray<Outage> Take(UnixNanos until)
    {
        lock (_gate)
        {
            var all = ImmutableArray.CreateBuilder<Outage>();
            while (_ended.TryPeek(out var next) && next.To <= until) all.Add(_ended.Dequeue());
            Volatile.Write(ref _returnedAt, _ended.TryPeek(out var first) ? first.To.Value : long.MaxValue);
            return all.DrainToImmutable();
        }
    }
}

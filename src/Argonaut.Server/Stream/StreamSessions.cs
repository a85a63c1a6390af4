using System.Collections.Immutable;

namespace Argonaut.Server.Stream;

/// <summary>What a connection that ended was subscribed to, for a client that comes back within the window (api.md A-089).</summary>
internal sealed class StreamSessions(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Session, long At, ImmutableArray<Remembered> Subscriptions)> _sessions = new();

    public void Remember(string session, ImmutableArray<Remembered> subscriptions)
    {
        if (subscriptions.IsEmpty) return;
        lock (_gate)
        {
            _sessions.AddLast((session, time.GetTimestamp(), subscriptions));
            while (_sessions.Count > StreamLimits.RememberedSessions
                || time.GetElapsedTime(_sessions.First!.Value.At) > StreamLimits.ResumeWindow) _sessions.RemoveFirst();
        }
    }

    /// <summary>Empty when it is unknown or too long ago.</summary>
    public ImmutableArray<Remembered> Take(string session)
    {
        lock (_gate)
        {
            for (var node = _sessions.First; node is not null; node = node.Next)
            {
                if (node.Value.Session != session) continue;
                _sessions.Remove(node);
                return time.GetElapsedTime(node.Value.At) > StreamLimits.ResumeWindow ? [] : node.Value.Subscriptions;
            }
        }

        return [];
    }

    internal sealed record Remembered(string Id, Topic Topic, int SnapshotItems, TimeSpan ShortestInterval);
}

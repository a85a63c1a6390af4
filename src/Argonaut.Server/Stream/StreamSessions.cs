using System.Collections.Immutable;

namespace Argonaut.Server.Stream;

/// <summary>What a connection that ended was subscribed to, for a client that comes back within the window (api.md A-089).</summary>
internal sealed class StreamSessions(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Session, long At, ImmutableArray<Remembered> Subscriptions)> _sessions = new();
    private int _subscriptionCount;

    public void Remember(string session, ImmutableArray<Remembered> subscriptions)
    {
        if (subscriptions.IsEmpty) return;
        lock (_gate)
        {
            _sessions.AddLast((session, time.GetTimestamp(), subscriptions));
            _subscriptionCount += subscriptions.Length;
            while (_subscriptionCount > StreamLimits.RememberedSubscriptions || time.GetElapsedTime(_sessions.First!.Value.At) > StreamLimits.ResumeWindow)
                Forget(_sessions.First!);
        }
    }

    /// <summary>
    /// Empty when it is unknown or too long ago. It stays: a client that is cut off before it heard the answer asks again.
    /// </summary>
    public ImmutableArray<Remembered> Find(string session)
    {
        lock (_gate)
        {
            var (_, at, subscriptions) = _sessions.LastOrDefault(s => s.Session == session);
            return subscriptions.IsDefault || time.GetElapsedTime(at) > StreamLimits.ResumeWindow ? [] : subscriptions;
        }
    }

    private void Forget(LinkedListNode<(string Session, long At, ImmutableArray<Remembered> Subscriptions)> node)
    {
        _sessions.Remove(node);
        _subscriptionCount -= node.Value.Subscriptions.Length;
    }

    /// <param name="Sequence">Of the last message that was written.</param>
    internal sealed record Remembered(string Id, Topic Topic, int SnapshotItems, TimeSpan ShortestInterval, long Sequence, Trail Trail);
}

namespace Argonaut.Server.Stream;

/// <summary>
/// One topic of one client. Numbers are given when a message is written, by the client's send loop alone, so that there is never a
/// hole.
/// </summary>
internal sealed class Subscription(string id, Topic topic, StreamClient client, int snapshotItems, TimeSpan shortestInterval)
{
    public string Id { get; } = id;

    public Topic Topic { get; } = topic;

    public StreamClient Client { get; } = client;

    public int SnapshotItems { get; } = snapshotItems;

    /// <summary>Between two messages of a latest-wins topic.</summary>
    public TimeSpan ShortestInterval { get; set; } = shortestInterval;

    /// <summary>Of the last message written; 0 before the first. Send loop only, once it has begun.</summary>
    public long Sequence { get; set; }

    /// <summary>How far the messages written had come. Send loop only.</summary>
    public Trail Trail { get; } = new();

    /// <summary>Timestamp of the last message written. Send loop only.</summary>
    public long LastSent { get; set; }

    /// <summary>The version of the source that the client has seen. Send loop only after the snapshot.</summary>
    public long SeenVersion { get; set; }

    /// <summary>The body the client saw last, to leave out what did not change. Send loop only.</summary>
    public StreamBody? SeenBody { get; set; }

    /// <summary>The book the client saw last, to tell what changed. Send loop only after the snapshot.</summary>
    public SeenDepth SeenDepth { get; set; } = SeenDepth.Nothing;

    /// <summary>Place of the first trade or closed bar that is still to be sent: what is before it was known at joining. Set at joining only.</summary>
    public long Next { get; set; }

    /// <summary>Trades left out since the last message. Dispatcher only.</summary>
    public long SkippedTrades { get; set; }

    /// <summary>The hub knows it: it has its number from the client's last connection, or the client was told that it begins again.</summary>
    public bool IsBegun { get; set; }

    // Guarded by the client's gate:
    public bool IsReady { get; set; }

    public bool IsDirty { get; set; }

    public bool IsEnded { get; set; }

    /// <summary>What came while the snapshot was being made.</summary>
    public List<Outgoing> Held { get; } = [];
}

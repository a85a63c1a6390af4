using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>An immutable picture of a feed's session.</summary>
public sealed record FeedStatus
{
    public required FeedState State { get; init; }

    /// <summary>When the picture was made: later than every tick handed on before it, earlier than every one after. 0: not stamped.</summary>
    public UnixNanos At { get; init; }

    /// <summary>When this state began.</summary>
    public required UnixNanos Since { get; init; }

    /// <summary>One plain sentence for the operator: what is, and if it is bad what is being done.</summary>
    public string Detail { get; init; } = "";

    /// <summary><c>host:port</c>.</summary>
    public string Endpoint { get; init; } = "";

    public int ClientId { get; init; }

    /// <summary>0 before the handshake.</summary>
    public int ServerVersion { get; init; }

    public ImmutableArray<string> Accounts { get; init; } = [];

    /// <summary>True when a managed account begins with <c>DUSIM</c>.</summary>
    public bool IsSimulated { get; init; }

    public UnixNanos LastMessage { get; init; }

    /// <summary>When bytes came last, of a message that is not whole too. For the eye: a replay does not repeat it, so nothing may depend on it.</summary>
    public UnixNanos LastBytes { get; init; }

    /// <summary>Of the last current-time request.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The source's clock minus ours at the last answer.</summary>
    public TimeSpan? ClockOffset { get; init; }

    public long Reconnects { get; init; }

    /// <summary>Messages that could not be used, by reason (<c>unknown_id</c>, <c>malformed</c>, <c>extra_fields</c>, <c>one_sided</c>, <c>halt_marker</c>).</summary>
    public ImmutableDictionary<string, long> Skipped { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Messages that could not be used, by message id; -1 for ids that cannot be read.</summary>
    public ImmutableDictionary<int, long> UnusableById { get; init; } = ImmutableDictionary<int, long>.Empty;

    public FeedPacing Pacing { get; init; } = new();

    public ImmutableArray<LineStatus> Lines { get; init; } = [];

    /// <summary>The last errors and notices of the source, newest first, at most 50.</summary>
    public ImmutableArray<FeedNotice> Notices { get; init; } = [];
}

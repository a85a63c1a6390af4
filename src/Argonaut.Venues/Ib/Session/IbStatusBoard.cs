using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Collects what the operator sees and publishes pictures of it: changes of state at once, everything else ten times a second. Owned by
/// the feed's loop, except <see cref="Current"/>.
/// </summary>
internal sealed class IbStatusBoard(IbOptions options, TimeProvider time, IbSkipCounts skipped, IbLineBook lines)
{
    private const int MaxNotices = 50;

    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(100);

    private readonly LinkedList<FeedNotice> _notices = [];
    private volatile FeedStatus _current = new()
    {
        State = FeedState.Disconnected, Since = HybridClock.Now(time), Detail = "Not started.",
        Endpoint = $"{options.Host}:{options.Port}", ClientId = options.ClientId,
    };

    private FeedState _state;
    private UnixNanos _since = HybridClock.Now(time);
    private string _detail = "Not started.";
    private long _publishedAt = time.GetTimestamp();
    private UnixNanos _lastMessage;
    private bool _isUrgent;
    private bool _hasNews;

    public FeedStatus Current => _current;

    public IFeedListener? Listener { get; set; }

    public string Endpoint { get; set; } = $"{options.Host}:{options.Port}";

    public int ServerVersion { get; set; }

    public ImmutableArray<string> Accounts { get; set; } = [];

    public bool IsSimulated => Accounts.Any(a => a.StartsWith("DUSIM", StringComparison.Ordinal));

    public UnixNanos LastMessage
    {
        get => _lastMessage;
        set
        {
            _lastMessage = value;
            _hasNews = true;
        }
    }

    public TimeSpan? RoundTrip { get; set; }

    public TimeSpan? ClockOffset { get; set; }

    public long Reconnects { get; set; }

    /// <summary>The state and its sentence. Repeating it changes nothing.</summary>
    public void Set(FeedState state, string detail)
    {
        if (_state == state && _detail == detail) return;
        if (_state != state) _since = HybridClock.Now(time);
        _state = state;
        _detail = detail;
        _isUrgent = true;
    }

    /// <summary>Something else changed that should be seen at once.</summary>
    public void MarkChanged() => _isUrgent = true;

    /// <summary>The same notice again (a storm of 1100) only moves the time of the one that is shown.</summary>
    public void Note(int code, string text, InstrumentKey? instrument)
    {
        var notice = new FeedNotice(HybridClock.Now(time), code, text, instrument);
        if (_notices.First?.Value is { } newest && newest with { At = notice.At } == notice) _notices.RemoveFirst();
        _notices.AddFirst(notice);
        if (_notices.Count > MaxNotices) _notices.RemoveLast();
        _isUrgent = true;
    }

    public void PublishIfDue()
    {
        if (_isUrgent || (_hasNews && time.GetElapsedTime(_publishedAt) >= Throttle)) Publish();
    }

    public void Publish()
    {
        _isUrgent = _hasNews = false;
        _publishedAt = time.GetTimestamp();
        _current = new FeedStatus
        {
            State = _state,
            Since = _since,
            Detail = _detail,
            Endpoint = Endpoint,
            ClientId = options.ClientId,
            ServerVersion = ServerVersion,
            Accounts = Accounts,
            IsSimulated = IsSimulated,
            LastMessage = LastMessage,
            RoundTrip = RoundTrip,
            ClockOffset = ClockOffset,
            Reconnects = Reconnects,
            Skipped = skipped.Snapshot(),
            Lines = lines.Snapshot(),
            Notices = [.. _notices],
        };
        Listener?.OnStatusChanged(_current);
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Collects what the operator sees and publishes pictures of it: changes of state at once, everything else ten times a second. Owned by
/// the feed's loop, except <see cref="Current"/>.
/// </summary>
internal sealed class IbStatusBoard(IbOptions options, TimeProvider time, IbClock clock, IbFlight flight, IbSkipCounts skipped, IbLineBook lines)
{
    private const int MaxNotices = 50;

    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(100);

    private readonly LinkedList<FeedNotice> _notices = [];
    private readonly UnusableMessages _unusable = new();
    private readonly long _start = time.GetTimestamp();
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
    private UnixNanos _lastBytes;
    private bool _isUrgent;
    private bool _hasNews;
    private long _publishedSkips;

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

    public UnixNanos LastBytes
    {
        get => _lastBytes;
        set
        {
            _lastBytes = value;
            _hasNews = true;
        }
    }

    public TimeSpan? RoundTrip { get; set; }

    public TimeSpan? ClockOffset { get; set; }

    public long Reconnects { get; set; }

    /// <summary>The messages that wait on this connection.</summary>
    public Func<FeedMessagePacing>? Messages { get; set; }

    /// <summary>The historical requests that wait. Safe from any thread.</summary>
    public Func<FeedHistoryPacing>? History { get; set; }

    /// <summary>What is in use of the source's lines.</summary>
    public Func<ImmutableArray<FeedBudget>>? Budgets { get; set; }

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

    /// <summary>A message that could not be used: counted by its id, and a notice when they become many (faults.md F-306).</summary>
    public void NoteUnusable(int messageId)
    {
        if (_unusable.Add(messageId, time.GetElapsedTime(_start)))
            Note(508, "A hundred messages within a minute could not be read; they are skipped and counted.", null);
    }

    /// <summary>When the listener is told is part of a recording.</summary>
    public bool IsReplayed { get; init; }

    public void PublishIfDue()
    {
        if (IsReplayed) return;
        // What is left out of history is counted elsewhere, when no message may come any more.
        if (_isUrgent || (time.GetElapsedTime(_publishedAt) >= Throttle && (_hasNews || skipped.Total != _publishedSkips || IsAnythingWaiting))) Publish();
    }

    private bool IsAnythingWaiting => Pacing() is var now && (now.Messages?.Waiting ?? 0) + (now.History?.Waiting ?? 0) is var waiting
        && waiting + (_current.Pacing.Messages?.Waiting ?? 0) + (_current.Pacing.History?.Waiting ?? 0) > 0;

    private FeedPacing Pacing() => new() { Messages = Messages?.Invoke(), History = History?.Invoke(), Budgets = Budgets?.Invoke() ?? [] };

    /// <summary>A step of its own.</summary>
    public void Publish()
    {
        clock.Step();
        flight.Told();
        Show();
    }

    /// <summary>Tells the listener, at the stamp of the present step.</summary>
    public void Show()
    {
        _isUrgent = _hasNews = false;
        _publishedSkips = skipped.Total;
        _publishedAt = time.GetTimestamp();
        _current = new FeedStatus
        {
            At = clock.Stamp,
            State = _state,
            Since = _since,
            Detail = _detail,
            Endpoint = Endpoint,
            ClientId = options.ClientId,
            ServerVersion = ServerVersion,
            Accounts = Accounts,
            IsSimulated = IsSimulated,
            LastMessage = LastMessage,
            LastBytes = LastBytes,
            RoundTrip = RoundTrip,
            ClockOffset = ClockOffset,
            Reconnects = Reconnects,
            Skipped = skipped.Snapshot(),
            UnusableById = _unusable.ById.ToImmutableDictionary(),
            Pacing = Pacing(),
            Lines = lines.Snapshot(),
            Notices = [.. _notices],
        };
        Listener?.OnStatusChanged(_current);
    }
}

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Messages that could not be used, counted by message id, and the alarm when they become many (faults.md F-306). Owned by the feed's
/// loop.
/// </summary>
internal sealed class UnusableMessages
{
    /// <summary>More ids than this are garbage themselves; they share <see cref="OtherIds"/>.</summary>
    public const int MaxIds = 64;

    /// <summary>The key of ids beyond <see cref="MaxIds"/>, and of messages whose id cannot be read.</summary>
    public const int OtherIds = -1;

    private const int Alarm = 100;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, long> _byId = [];
    private readonly TimeSpan[] _recent = new TimeSpan[Alarm];
    private long _count;
    private TimeSpan? _alarmAt;

    public IReadOnlyDictionary<int, long> ById => _byId;

    /// <param name="now">Monotonic.</param>
    /// <returns>True when this one makes a hundred within a minute; once a minute at most.</returns>
    public bool Add(int messageId, TimeSpan now)
    {
        var key = _byId.ContainsKey(messageId) || _byId.Count < MaxIds ? messageId : OtherIds;
        _byId[key] = _byId.GetValueOrDefault(key) + 1;
        _recent[_count++ % Alarm] = now;
        if (_count < Alarm || now - _recent[_count % Alarm] >= Window) return false;
        if (_alarmAt is { } at && now - at < Window) return false;
        _alarmAt = now;
        return true;
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Live.Lines;

/// <param name="At">When the feed said so, by our clock.</param>
/// <param name="ClockOffset">The source's clock minus ours.</param>
internal readonly record struct FeedWord(UnixNanos At, FeedState State, string Detail, TimeSpan? ClockOffset, ImmutableArray<LineStatus> Lines);

/// <summary>
/// What the feed said of its lines and nobody has taken in yet, oldest first. Told by the feed's loop, asked by the ingestion loop, which
/// takes a word in before the first tick that was received after it.
/// </summary>
internal sealed class LineInbox
{
    /// <summary>While the ingestion loop waits for the store, only the newest word is kept beyond this many.</summary>
    private const int Capacity = 1_024;

    private readonly Lock _gate = new();
    private readonly Queue<FeedWord> _waiting = new();
    private FeedWord _last;
    private FeedWord? _overflow;
    private long _nextAt = long.MaxValue;

    /// <summary>When the oldest word was said; MaxValue when there is none.</summary>
    public long NextAt => Volatile.Read(ref _nextAt);

    public void OnStatus(FeedStatus status, UnixNanos now)
    {
        var word = new FeedWord(now, status.State, status.Detail, status.ClockOffset, status.Lines);
        lock (_gate)
        {
            if (!_last.Lines.IsDefault && IsSame(word, _last)) return;
            _last = word;
            if (_waiting.Count < Capacity && _overflow is null) _waiting.Enqueue(word);
            else _overflow = word;
            if (_nextAt == long.MaxValue) Volatile.Write(ref _nextAt, now.Value);
        }
    }

    /// <summary>The oldest word that was said at this time or before.</summary>
    public bool TryTake(UnixNanos until, out FeedWord word)
    {
        lock (_gate)
        {
            word = default;
            if (_nextAt > until.Value) return false;
            if (!_waiting.TryDequeue(out word))
            {
                word = _overflow!.Value;
                _overflow = null;
            }

            var next = _waiting.TryPeek(out var following) ? following.At.Value : _overflow?.At.Value ?? long.MaxValue;
            Volatile.Write(ref _nextAt, next);
            return true;
        }
    }

    /// <summary>The time of the last tick is no news: the ticks come by themselves.</summary>
    private static bool IsSame(in FeedWord one, in FeedWord other)
    {
        if (one.State != other.State || one.ClockOffset != other.ClockOffset || one.Lines.Length != other.Lines.Length) return false;
        for (var i = 0; i < one.Lines.Length; i++)
        {
            var (a, b) = (one.Lines[i], other.Lines[i]);
            if (a.State != b.State || a.Cause != b.Cause || a.Instrument != b.Instrument || a.Kind != b.Kind || a.Detail != b.Detail) return false;
        }

        return true;
    }
}

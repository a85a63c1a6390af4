using System.Numerics;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Trading.Quality;

/// <summary>
/// The last ticks of a line, to find one that comes again. Many sources count whole seconds, where equal trades of one second are usual:
/// there a tick repeats only when it comes again later than its second can explain.
/// </summary>
internal struct RecentTicks
{
    private const int Kept = 16;

    /// <summary>From the first to the second arrival of a tick whose time is a whole second.</summary>
    private const long Later = 2 * UnixNanos.PerSecond;

    private Hashes _hashes;
    private Times _arrivals;
    private int _next;

    /// <summary>True when an equal tick was among the last; remembers this one.</summary>
    /// <param name="tick">Compared by <c>ts_event</c> and its four values.</param>
    /// <param name="now">When it is looked at, by our clock.</param>
    public bool Repeats(in MarketEvent tick, UnixNanos now)
    {
        var hash = HashOf(tick);
        Span<ulong> hashes = _hashes;
        var found = false;
        for (var at = hashes.IndexOf(hash); at >= 0 && !found;)
        {
            found = tick.TsEvent.Value % UnixNanos.PerSecond != 0 || now.Value - _arrivals[at] >= Later;
            var next = hashes[(at + 1)..].IndexOf(hash);
            at = next < 0 ? -1 : at + 1 + next;
        }

        hashes[_next] = hash;
        _arrivals[_next] = now.Value;
        _next = (_next + 1) % Kept;
        return found;
    }

    /// <summary>0 is left to places that are empty.</summary>
    private static ulong HashOf(in MarketEvent tick)
    {
        const ulong Odd = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)tick.TsEvent.Value * Odd;
        hash = (BitOperations.RotateLeft(hash, 31) ^ (ulong)tick.A) * Odd;
        hash = (BitOperations.RotateLeft(hash, 31) ^ (ulong)tick.B) * Odd;
        hash = (BitOperations.RotateLeft(hash, 31) ^ (ulong)tick.C) * Odd;
        hash = (BitOperations.RotateLeft(hash, 31) ^ (ulong)tick.D) * Odd;
        return hash | 1;
    }

    [InlineArray(Kept)]
    private struct Hashes
    {
        private ulong _first;
    }

    [InlineArray(Kept)]
    private struct Times
    {
        private long _first;
    }
}

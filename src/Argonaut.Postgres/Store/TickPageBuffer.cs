using System.Buffers;
using System.Collections.Immutable;
using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Store;

/// <summary>
/// A page while it is read. A thousand ticks are too large for the small object heap, so they gather in a pooled array and only the finished
/// page is allocated, at its size. One owner, one thread.
/// </summary>
internal sealed class TickPageBuffer : IDisposable
{
    private const int Usual = 1_024;

    private MarketEvent[] _ticks;

    /// <param name="limit">The most ticks there will be; it grows up to that.</param>
    public TickPageBuffer(int limit) => _ticks = ArrayPool<MarketEvent>.Shared.Rent(Math.Clamp(limit, 1, Usual));

    public int Count { get; private set; }

    public ref readonly MarketEvent this[int index] => ref _ticks.AsSpan(0, Count)[index];

    public void Add(in MarketEvent tick)
    {
        if (Count == _ticks.Length) Grow();
        _ticks[Count++] = tick;
    }

    public ImmutableArray<MarketEvent> ToImmutable() => [.. _ticks.AsSpan(0, Count)];

    public void Dispose()
    {
        ArrayPool<MarketEvent>.Shared.Return(_ticks);
        _ticks = [];
        Count = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<MarketEvent>.Shared.Rent(Count * 2);
        _ticks.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<MarketEvent>.Shared.Return(_ticks);
        _ticks = larger;
    }
}

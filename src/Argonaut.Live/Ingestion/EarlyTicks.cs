using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Live.Ingestion;

/// <summary>Stored ticks of the future, which wait for their time before they enter bars. The ingestion loop's.</summary>
internal sealed class EarlyTicks
{
    public const int Most = 1_024;

    private readonly PriorityQueue<MarketEvent, (long At, long Received)> _waiting = new();

    /// <summary>False when too many wait: then it is a tick like any other.</summary>
    public bool TryAdd(in MarketEvent tick)
    {
        if (_waiting.Count >= Most) return false;
        _waiting.Enqueue(tick, (tick.TsEvent.Value, tick.TsInit.Value));
        return true;
    }

    /// <summary>When the first of them enters; the end of time when none waits.</summary>
    public UnixNanos DueAt => _waiting.TryPeek(out _, out var due) ? new UnixNanos(due.At) : UnixNanos.MaxValue;

    /// <summary>The next one whose time has come.</summary>
    public bool TryTake(UnixNanos now, out MarketEvent tick) => _waiting.TryPeek(out tick, out var due) && due.At <= now.Value && _waiting.TryDequeue(out tick, out _);
}

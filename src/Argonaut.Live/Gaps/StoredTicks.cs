using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;

namespace Argonaut.Live.Gaps;

/// <summary>
/// What the store has of a range already, to be left out of what a source's history brings: history knows whole seconds and no identity, so
/// two ticks of one second with equal values are the same tick as often as the store has it (ib-tws-protocol.md 8.14).
/// </summary>
internal sealed class StoredTicks
{
    private const int PageTicks = 10_000;

    private readonly Dictionary<(long Second, long A, long B, long C, long D), int> _counts = [];

    private StoredTicks()
    {
    }

    public static async Task<StoredTicks> ReadAsync(
        IMarketStore store, MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        var found = new StoredTicks();
        TickCursor? after = null;
        while (true)
        {
            var page = await store.ReadTicksAsync(new TickQuery(kind, instrument, from, to, PageTicks, After: after), ct);
            foreach (var tick in page) CollectionsMarshal.GetValueRefOrAddDefault(found._counts, KeyOf(tick), out _)++;
            if (page.Length < PageTicks) return found;
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }
    }

    /// <summary>The ticks that the store does not have yet, in their order.</summary>
    public List<MarketEvent> Without(ImmutableArray<MarketEvent> ticks)
    {
        var fresh = new List<MarketEvent>(ticks.Length);
        foreach (var tick in ticks)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, KeyOf(tick));
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count) && count > 0) count--;
            else fresh.Add(tick);
        }

        return fresh;
    }

    private static (long, long, long, long, long) KeyOf(in MarketEvent tick) =>
        (tick.TsEvent.Value / UnixNanos.PerSecond, tick.A, tick.B, tick.C, tick.D);
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;

namespace Argonaut.Postgres.Store;

/// <summary>
/// The last stored ticks of instruments whose last ticks are asked for while more come in: the tables would sort whole seconds of a busy
/// market for each answer. A window begins with a page of the tables and takes every commit from then on; a commit whose outcome is not
/// known ends all windows, and one that is not added to for a while ends by itself. Holds only what is stored. Safe from any thread.
/// </summary>
internal sealed class RecentTicks(TimeProvider time)
{
    /// <summary>A longer page, an older one and an ascending one are read from the tables.</summary>
    public const int MaxPage = 1_024;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(MarketEventKind, InstrumentKey), RecentWindow> _windows = [];
    private volatile int _count;

    /// <summary>A page of the last ticks: from a window, or from the tables by <paramref name="read"/>, which may then begin one.</summary>
    public async Task<ImmutableArray<MarketEvent>> PageAsync(TickQuery query, Func<TickQuery, Task<ImmutableArray<MarketEvent>>> read)
    {
        if (!query.Descending || query.After is not null || query.KnownAt is not null || query.Limit is <= 0 or > MaxPage) return await read(query);
        RecentWindow window;
        lock (_gate)
        {
            RemoveResting();
            var id = (query.Kind, query.Instrument);
            if (_windows.TryGetValue(id, out var present))
            {
                if (present.TryRead(query) is { } page) return page;
                window = present;
            }
            else
            {
                // It gathers commits from here on; what they share with the page below is recognised by its place in the order.
                _windows[id] = window = new RecentWindow(time.GetTimestamp());
                _count = _windows.Count;
            }
        }

        if (window.IsBegun) return await read(query);
        try
        {
            var last = await read(query with { From = UnixNanos.Zero, To = UnixNanos.MaxValue, Limit = MaxPage });
            lock (_gate)
            {
                window.Begin(last, isAll: last.Length < MaxPage);
                if (window.TryRead(query) is { } page) return page;
            }
        }
        catch
        {
            Forget();
            throw;
        }

        return await read(query);
    }

    /// <summary>Ticks of one kind that are stored from now on.</summary>
    public void Add(ReadOnlySpan<MarketEvent> stored)
    {
        if (_count == 0 || stored.IsEmpty) return;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            foreach (ref readonly var tick in stored)
                if (_windows.TryGetValue((tick.Kind, tick.Instrument), out var window)) window.Add(tick, now);
        }
    }

    /// <summary>What is stored is not known any more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _windows.Clear();
            _count = 0;
        }
    }

    /// <summary>Where nothing comes in the tables answer as fast, and what retention takes away must not be seen here.</summary>
    private void RemoveResting()
    {
        foreach (var (id, window) in _windows)
            if (time.GetElapsedTime(window.Touched) > Rest) _windows.Remove(id);
        _count = _windows.Count;
    }
}

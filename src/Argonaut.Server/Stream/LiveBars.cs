using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Http;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Stream;

/// <summary>
/// Bars of a price that none are kept of, made from ticks as they come while somebody follows them. It begins with the ticks of the open
/// interval that are stored; what comes while they are read is held back, and no tick counts twice. The ingestion loop writes, the dispatcher
/// drains, clients read; all of it under one short lock.
/// </summary>
internal sealed class LiveBars(Topic topic, Instrument instrument, ServerContext server)
{
    /// <summary>Intervals that a late tick can still revise.</summary>
    private const int Kept = 8;

    /// <summary>Ticks that may come while the open interval is read.</summary>
    private const int MostHeld = 100_000;

    /// <summary>Of too many, those that may be newer than the newest tick that is known elsewhere.</summary>
    private const int StillHeld = 1_000;

    private const int MostLooks = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly List<MarketEvent> _held = [];
    private readonly List<Bar> _closed = [];
    private TickBars? _bars;
    private ImmutableArray<Subscription> _subscriptions = [];
    private (Bar Bar, StreamBody Body)? _open;
    private Problem? _problem;
    private UnixNanos _retryAt = UnixNanos.MaxValue;
    private long _version;
    private bool _isOverrun;
    private bool _isScheduled;

    public Instrument Instrument => instrument;

    /// <summary>How many follow it. The table's own.</summary>
    public int Users { get; set; }

    /// <summary>True when the dispatcher has to be told.</summary>
    public bool Take(in MarketEvent tick)
    {
        if (tick.Kind != TickBars.KindOf(topic.PriceType)) return false;
        lock (_gate)
        {
            if (_bars is { } bars)
            {
                Add(bars, tick);
                return Schedule();
            }

            if (_held.Count < MostHeld) _held.Add(tick);
            else _isOverrun = true;
            return false;
        }
    }

    /// <summary>Time went on. True when the dispatcher has to be told.</summary>
    public bool Advance(UnixNanos to)
    {
        lock (_gate)
        {
            if (_bars is not { } bars) return false;
            var before = _closed.Count;
            bars.Advance(to, _closed);
            return _closed.Count > before && Schedule();
        }
    }

    /// <summary>True once each time that reading should be tried again.</summary>
    public bool TakeRetry(UnixNanos now)
    {
        lock (_gate)
        {
            if (now < _retryAt) return false;
            _retryAt = UnixNanos.MaxValue;
            return true;
        }
    }

    /// <summary>From here on the subscription receives. The answer: the open bar, null while it is not known, and why it cannot be.</summary>
    public (StreamBody? Open, Problem? Problem) Join(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Add(subscription);
            subscription.SeenVersion = _version;
            return (OpenBody(), _problem);
        }
    }

    public void Leave(Subscription subscription)
    {
        lock (_gate) _subscriptions = _subscriptions.Remove(subscription);
    }

    public (Bar[] Closed, Problem? Problem, ImmutableArray<Subscription> Subscriptions) Drain()
    {
        lock (_gate)
        {
            _isScheduled = false;
            Bar[] closed = [.. _closed];
            _closed.Clear();
            return (closed, _problem, _subscriptions);
        }
    }

    /// <summary>The open bar serialised; null without one.</summary>
    public (long Version, StreamBody Body)? Latest()
    {
        lock (_gate) return OpenBody() is { } body ? (_version, body) : null;
    }

    public bool TryGetOpen(out Bar bar)
    {
        bar = default;
        lock (_gate) return _bars is { } bars && bars.TryGetOpen(out bar);
    }

    /// <summary>Reads what the open interval has and goes on with what was held back. True when the dispatcher has to be told.</summary>
    public async Task<bool> StartAsync(CancellationToken ct)
    {
        UnixNanos from, began;
        lock (_gate)
        {
            if (_bars is not null) return false;
            if (_isOverrun) _held.RemoveRange(0, _held.Count - StillHeld);
            _isOverrun = false;
            from = topic.Timeframe.OpenOf(server.Now);
            began = _held.Count == 0 ? server.Now : _held[0].TsInit;
        }

        var bars = new TickBars(instrument.Key, topic.PriceType, topic.Timeframe, from);
        var seen = new HashSet<(int, long)>();
        Problem? problem;
        var retryAt = UnixNanos.MaxValue;
        try
        {
            problem = await ReadAsync(bars, from, began, seen, ct);
        }
        catch (StoreUnavailableException error)
        {
            problem = Problem.Of(ProblemKinds.DatabaseUnavailable, error.Message);
            retryAt = server.Now + UnixNanos.PerSecond;
        }

        lock (_gate)
        {
            if (_isOverrun) problem ??= Problem.Of(ProblemKinds.ValidationFailed, $"More than {MostHeld} ticks of {instrument.Id} came while those of the open {topic.Timeframe} bar were read.");
            var isNew = problem is null || _problem is null;
            (_problem, _retryAt) = (problem, retryAt);
            if (problem is not null)
            {
                _closed.Clear();
                return isNew && Schedule();
            }

            _bars = bars;
            foreach (var tick in _held)
                if (!seen.Contains((tick.Stream, tick.Sequence))) Add(bars, tick);
            _held.Clear();
            return Schedule();
        }
    }

    /// <summary>The stored ticks of the open interval, once all that came before holding began are stored.</summary>
    private async Task<Problem?> ReadAsync(TickBars bars, UnixNanos from, UnixNanos began, HashSet<(int, long)> seen, CancellationToken ct)
    {
        if ((bars.TickKind == MarketEventKind.Quote ? server.Market.LatestQuote(instrument.Key) : server.Market.LatestTrade(instrument.Key)) is { } newest)
            await StoredAsync(newest, ct);
        bars.Advance(from, []);
        TickCursor? after = null;
        for (var read = 0; ;)
        {
            var page = await server.Store.ReadTicksAsync(new TickQuery(bars.TickKind, instrument.Key, from, UnixNanos.MaxValue, BuiltBarReader.PageTicks, After: after), ct);
            foreach (var tick in page)
            {
                lock (_gate) Add(bars, tick);
                // Only of these may have come while ticks were held back.
                if (tick.TsInit + UnixNanos.PerMinute > began) seen.Add((tick.Stream, tick.Sequence));
            }

            read += page.Length;
            if (page.Length < BuiltBarReader.PageTicks) return null;
            if (read >= BuiltBarReader.MostTicks)
                return Problem.Of(
                    ProblemKinds.ValidationFailed,
                    $"The open {topic.Timeframe} bar has more than {BuiltBarReader.MostTicks} ticks of {instrument.Id}: {Words.Of(topic.PriceType)} bars are made from ticks while they are followed. A shorter timeframe has fewer.",
                    "timeframe");
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }
    }

    /// <summary>Ticks are stored in the order in which they came: with this one all before it are.</summary>
    /// <exception cref="StoreUnavailableException">It did not become so in some seconds.</exception>
    private async Task StoredAsync(MarketEvent tick, CancellationToken ct)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            var page = await server.Store.ReadTicksAsync(new TickQuery(tick.Kind, tick.Instrument, tick.TsEvent, tick.TsEvent + 1, BuiltBarReader.PageTicks), ct);
            if (page.Any(t => t.Stream == tick.Stream && t.Sequence == tick.Sequence)) return;
            await Task.Delay(BetweenLooks, server.Parts.Time, ct);
        }

        throw new StoreUnavailableException($"The newest tick of {instrument.Id} is not stored yet.");
    }

    private void Add(TickBars bars, in MarketEvent tick)
    {
        // A tick whose time has not come closes nothing.
        if ((tick.Flags & TickFlags.Ahead) == 0) bars.Advance(tick.TsEvent, _closed);
        if (bars.Add(tick) is { } closed) _closed.Add(closed);
        bars.Keep(Kept);
        _version++;
    }

    private StreamBody? OpenBody()
    {
        if (_bars is not { } bars || !bars.TryGetOpen(out var bar)) return null;
        if (_open is not { } known || known.Bar != bar) _open = known = (bar, Bodies.Bars(instrument, [bar]));
        return known.Body;
    }

    private bool Schedule()
    {
        if (_isScheduled || _subscriptions.IsEmpty) return false;
        _isScheduled = true;
        return true;
    }
}

using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live.Lines;
using Argonaut.Live.Quality;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Trading.Bars;
using Argonaut.Trading.Quality;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Ingestion;

/// <summary>
/// The loop that every tick of the feed goes through: checked, numbered without a gap, shown, built into bars, told to observers and
/// handed to the store. It owns sequence numbers, bar builders and holes; others ask it by <see cref="RunAsync(Action, CancellationToken)"/>.
/// </summary>
internal sealed partial class IngestionLoop(
    InstrumentTable table,
    StoreQueue queue,
    FeedWatch watch,
    LineInbox inbox,
    ObserverList observers,
    IMarketFeed feed,
    LiveOptions options,
    TimeProvider time,
    ILogger log)
{
    private const int ChunkTicks = 1_024;

    private readonly Channel<MarketEvent> _ticks = Channel.CreateBounded<MarketEvent>(new BoundedChannelOptions(Queues.Feed.Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait,   // the session stops reading its socket
        SingleReader = true,
    });

    private readonly Channel<Action> _commands = Channel.CreateBounded<Action>(new BoundedChannelOptions(Queues.Commands.Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
    });

    private readonly BarChanges _changes = new();
    private readonly EarlyTicks _early = new();
    private readonly long _grace = (long)options.BarGrace.TotalMicroseconds * UnixNanos.PerMicrosecond;
    private readonly StreamNumbers _numbers = new();
    private UnixNanos _lastTick;
    private LineBook? _lines;
    private QualityGate? _quality;
    private int _isChanged;

    /// <summary>Where the feed puts its ticks.</summary>
    public ChannelWriter<MarketEvent> Ticks => _ticks.Writer;

    /// <summary>Told of closed intervals that only the store can answer for, on the loop.</summary>
    public required Action<List<StaleInterval>> OnStale { get; init; }

    /// <summary>Told of a hole whose end is known now, on the loop.</summary>
    public required Action<InstrumentState, BarHole> OnHole { get; init; }

    /// <summary>Told that a gap is on its way to the ledger, on the loop.</summary>
    public required Action OnGap { get; init; }

    /// <summary>Told of a line that should be asked for again, on the loop.</summary>
    public required Action<InstrumentKey, MarketEventKind, string> OnSilent { get; init; }

    /// <summary>Told of what was learnt of a line's rate, on the loop.</summary>
    public required Action<StoredRate> OnLearnt { get; init; }

    /// <summary>The lines that are watched. For the loop, and before it runs.</summary>
    public LineBook Lines => _lines ??= new LineBook(table, inbox, options, time, log)
    {
        OnMissing = Miss, OnSilent = NoteSilent, OnLearnt = OnLearnt, OnChanged = Changed,
    };

    /// <summary>Judges every tick.</summary>
    public QualityGate Quality => _quality ??= new QualityGate(table, options, time, log) { OnChanged = Changed };

    /// <summary>Sets where a stream goes on. Before the loop runs.</summary>
    public void Continue(MarketEventKind kind, StreamPosition from) => _numbers.Continue(kind, from);

    /// <summary>The store has said the number of a stream; sequences go on. On the loop.</summary>
    public void SetStream(MarketEventKind kind, int stream) => _numbers.SetStream(kind, stream);

    /// <summary>Observers will be told that something changed. Safe from any thread, returns at once.</summary>
    public void Changed()
    {
        if (Interlocked.Exchange(ref _isChanged, 1) == 0) _commands.Writer.TryWrite(TellChanged);
    }

    /// <summary>Runs an action on the loop and completes when it has run.</summary>
    public async Task RunAsync(Action action, CancellationToken ct)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _commands.Writer.WriteAsync(() =>
        {
            action();
            done.SetResult();
        }, ct);
        await done.Task.WaitAsync(ct);
    }

    /// <summary>Ends when the tick channel is completed and drained.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Task<bool>? ticks = null, commands = null;
        Task? space = null, clock = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            clock ??= Task.Delay(options.ClockInterval, time, stop.Token);
            // Before the channel is emptied: all that was received up to now has been taken in then.
            UnixNanos? now = clock.IsCompleted ? HybridClock.Now(time) : null;
            var budget = Math.Min(ChunkTicks, queue.Space);
            var taken = Drain(budget);
            while (_commands.Reader.TryRead(out var command)) command();
            if (now is { } at)
            {
                clock = null;
                PassTime(at, isDrained: taken < budget);
                continue;
            }

            if (Volatile.Read(ref _isChanged) == 1) TellChanged();
            if (taken == budget && budget > 0) continue;
            if (_ticks.Reader.Completion.IsCompleted) break;
            if (commands is null or { IsCompleted: true }) commands = _commands.Reader.WaitToReadAsync(stop.Token).AsTask();
            if (budget == 0)
            {
                if (space is null or { IsCompleted: true }) space = queue.HasSpace.WaitAsync(stop.Token);
                if (queue.Space == 0) await Task.WhenAny(space, commands, clock);
                queue.HasSpace.Reset();
                continue;
            }

            if (ticks is null or { IsCompleted: true }) ticks = _ticks.Reader.WaitToReadAsync(stop.Token).AsTask();
            await Task.WhenAny(ticks, commands, clock);
        }

        await stop.CancelAsync();
    }

    private int Drain(int budget)
    {
        var taken = 0;
        while (taken < budget && _ticks.Reader.TryRead(out var tick))
        {
            if (taken++ == 0)
            {
                var now = HybridClock.Now(time);
                Lines.Begin(now);
                Quality.Begin(now);
            }

            Take(tick);
        }

        // Nothing from before the return is left in the channel.
        if (taken < budget && watch.ReturnedAt != long.MaxValue) EndOutages();
        return taken;
    }

    private void Take(in MarketEvent tick)
    {
        if (tick.TsInit.Value >= watch.ReturnedAt) EndOutages();
        var state = table.StateOf(tick.Instrument);
        var refusal = Quality.Check(tick, state, out var flags);
        if (refusal != QualityRule.None || state is null)
        {
            queue.Refuse(tick.Kind, refusal);
            return;
        }

        Lines.Tick(state, tick.Kind, tick.TsInit);
        if (tick.Kind == MarketEventKind.BookDelta)
        {
            TakeDelta(state, tick);
            return;
        }

        if (state.OpenHole is not null) EndOpenHole(state, tick);
        var bars = state.Bars;
        var numbered = _numbers.Number(tick) with { Flags = tick.Flags | flags };
        _lastTick = numbered.TsInit;

        state.BeginWrite();
        state.SetLatest(numbered);
        if (bars is not null && numbered.Kind == bars.TickKind)
        {
            if ((flags & TickFlags.Ahead) != 0 && _early.TryAdd(numbered))
            {
                // A tick of the future would close the present for all that come before it.
            }
            else if (numbered.TsEvent >= state.TicksFrom) bars.Add(numbered, _changes);
            else AddBeforeTicksFrom(state, bars, numbered);
        }

        state.EndWrite();
        queue.Append(numbered, _changes.Closed);
        observers.OnTick(numbered);
        TellBars();
    }

    /// <summary>Changes of a book make no bars and carry no marks of quality: a book may be crossed while it changes.</summary>
    private void TakeDelta(InstrumentState state, in MarketEvent delta)
    {
        var numbered = _numbers.Number(delta);
        _lastTick = numbered.TsInit;
        if (state.Lines?.Of(MarketEventKind.BookDelta) is not null) (state.Book ??= new InstrumentBook()).Take(numbered);
        queue.Append(numbered, _changes.Closed);
        observers.OnTick(numbered);
    }

    private void NoteSilent(InstrumentKey instrument, MarketEventKind kind, string reason)
    {
        Quality.Stale(instrument, kind, reason);
        OnSilent(instrument, kind, reason);
    }

    private void AddBeforeTicksFrom(InstrumentState state, BarBuilder bars, in MarketEvent tick)
    {
        var hole = state.HoleAt(tick.TsEvent);
        if (hole is null || (!hole.IsFilled && hole.Held.Count >= BarHole.MaxHeldTicks)) bars.Add(tick, _changes);
        else if (!hole.IsFilled) hole.Held.Add(tick);
    }

    /// <summary>Closes what has ended by the clock; not beyond what was read while ticks still wait.</summary>
    private void PassTime(UnixNanos now, bool isDrained)
    {
        queue.SampleRate(now);
        Lines.Pass(now, isDrained);
        Quality.Pass(feed.Status.ClockOffset);
        while (_early.TryTake(now, out var tick))
            if (table.StateOf(tick.Instrument) is { } waited) AddLate(waited, [tick]);
        var until = isDrained ? now : _lastTick;
        if (feed.Status.ClockOffset is { } offset && offset < TimeSpan.Zero) until -= (long)-offset.TotalMicroseconds * UnixNanos.PerMicrosecond;
        until -= _grace;
        foreach (var state in table.States)
        {
            if (state?.Bars is not { } bars || until - bars.Frontier < UnixNanos.PerSecond) continue;
            state.BeginWrite();
            bars.Advance(until, _changes);
            state.EndWrite();
            queue.Append(_changes.Closed);
            TellBars();
        }
    }

    private void TellBars()
    {
        foreach (ref readonly var bar in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_changes.Closed)) observers.OnBarClosed(bar);
        if (_changes.Stale.Count > 0) OnStale(_changes.Stale);
        _changes.Clear();
    }

    private void TellChanged()
    {
        Volatile.Write(ref _isChanged, 0);
        observers.OnChanged();
    }
}

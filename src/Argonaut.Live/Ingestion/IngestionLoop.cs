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
/// handed to the store. Time passes for it in beats at whole multiples of the clock interval, each after all ticks with an earlier stamp
/// and before all with a later one: rows depend on stamps, not on when the loop had the processor. It owns sequence numbers, bar builders
/// and holes; others ask it by <see cref="RunAsync(Action, CancellationToken)"/>.
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
    private const long LongStep = UnixNanos.PerSecond;

    private readonly TickInbox _ticks = new(Queues.Feed.Capacity, feed.TellsSteps);
    private readonly Channel<Action> _commands = Channel.CreateBounded<Action>(new BoundedChannelOptions(Queues.Commands.Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
    });

    private readonly BarChanges _changes = new();
    private readonly EarlyTicks _early = new();
    private readonly long _beat = (long)options.ClockInterval.TotalMicroseconds * UnixNanos.PerMicrosecond;
    private readonly long _grace = (long)options.BarGrace.TotalMicroseconds * UnixNanos.PerMicrosecond;
    private readonly StreamNumbers _numbers = new();
    private UnixNanos _nextBeat;
    private LineBook? _lines;
    private QualityGate? _quality;
    private int _isChanged;

    /// <summary>Where the feed puts its ticks.</summary>
    public ChannelWriter<MarketEvent> Ticks => _ticks;

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

    /// <summary>The feed has stepped: the loop works on what it has written, on the caller's thread unless it runs already.</summary>
    public void Stepped() => _ticks.Wake();

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
        Task<bool>? commands = null;
        Task? ticks = null, space = null, clock = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            clock ??= Task.Delay(options.ClockInterval, time, stop.Token);
            var budget = Math.Min(ChunkTicks, queue.Space);
            var taken = Drain(budget);
            while (_commands.Reader.TryRead(out var command)) command();
            if (clock.IsCompleted)
            {
                clock = null;
                PassTime();
                continue;
            }

            if (Volatile.Read(ref _isChanged) == 1) TellChanged();
            if (taken == budget && budget > 0) continue;
            if (_ticks.IsEnded) break;
            if (commands is null or { IsCompleted: true }) commands = _commands.Reader.WaitToReadAsync(stop.Token).AsTask();
            if (budget == 0)
            {
                if (space is null or { IsCompleted: true }) space = queue.HasSpace.WaitAsync(stop.Token);
                if (queue.Space == 0) await Task.WhenAny(space, commands, clock);
                queue.HasSpace.Reset();
                continue;
            }

            if (ticks is null or { IsCompleted: true }) ticks = _ticks.WaitAsync();
            await Task.WhenAny(ticks, commands, clock);
        }

        // The feed has ended: what it handed on is all there is.
        if (feed.CompleteUntil is var end && end < UnixNanos.MaxValue) Beat(end);
        await stop.CancelAsync();
    }

    private int Drain(int budget)
    {
        var returnedAt = watch.ReturnedAt;
        var taken = 0;
        while (taken < budget && _ticks.TryRead(out var tick))
        {
            taken++;
            Take(tick);
        }

        if (taken > 0) queue.Pulse();

        // Nothing from before the return is left in the channel.
        if (taken < budget && returnedAt != long.MaxValue) EndOutages(new UnixNanos(returnedAt));
        return taken;
    }

    private void Take(in MarketEvent tick)
    {
        if (tick.TsInit >= _nextBeat) BeatBefore(tick.TsInit);
        if (tick.TsInit.Value >= watch.ReturnedAt) EndOutages(tick.TsInit);
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
        var isLate = hole switch
        {
            null => true,
            { Covered: { } covered } => !covered(tick.TsEvent),
            _ => hole.Held.Count >= BarHole.MaxHeldTicks,
        };
        if (isLate) bars.Add(tick, _changes);
        else if (hole is { IsFilled: false }) hole.Held.Add(tick);
    }

    /// <summary>Lets time pass up to now, or up to where the feed has handed on everything; while ticks wait they bring it.</summary>
    private void PassTime()
    {
        var now = HybridClock.Now(time);   // before the feed is asked and the channel emptied
        queue.SampleRate(now);
        Quality.LookAtClocks();
        if (Lines.CheckClock()) _nextBeat = default;   // the time that was slept did not pass here
        var complete = feed.CompleteUntil;
        var budget = Math.Min(ChunkTicks, queue.Space);
        if (Drain(budget) < budget) Beat(complete < now ? complete : now);
    }

    /// <summary>Time that a tick brings; not one that comes with a time from elsewhere, as of a recording that is played.</summary>
    private void BeatBefore(UnixNanos stamp)
    {
        var now = HybridClock.Now(time);
        if (stamp - now > UnixNanos.PerSecond) return;
        if (stamp - _nextBeat > UnixNanos.PerSecond && Lines.CheckClock()) _nextBeat = default;
        Beat(stamp);
    }

    /// <summary>All beats up to a time. Every tick that is stamped earlier has been taken.</summary>
    private void Beat(UnixNanos until)
    {
        if (until == UnixNanos.Zero) return;   // the feed has not begun
        if (_nextBeat.Value == 0) _nextBeat = new UnixNanos(until.Value - until.Value % _beat);
        while (_nextBeat <= until)
        {
            var beat = _nextBeat;
            BeatAt(beat);
            _nextBeat = until - beat > LongStep ? Beats.After(beat, _beat, DueAfter(beat), until) : beat + _beat;
        }
    }

    /// <summary>Closes what has ended.</summary>
    private void BeatAt(UnixNanos now)
    {
        Lines.Pass(now);
        Quality.Pass(now, Lines.ClockOffset);
        while (_early.TryTake(now, out var tick))
            if (table.StateOf(tick.Instrument) is { } waited) AddLate(waited, [tick]);
        var until = now - Grace;
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

    /// <summary>The earliest time at which <see cref="BeatAt"/> may change something, when nothing else comes before.</summary>
    private UnixNanos DueAfter(UnixNanos beat)
    {
        var due = Math.Min(Math.Min(Lines.DueAfter(beat).Value, Quality.DueAt.Value), _early.DueAt.Value);
        foreach (var state in table.States)
            if (state?.Bars?.NextClose is { } close && close < UnixNanos.MaxValue) due = Math.Min(due, close.Value + Grace);
        return new UnixNanos(due);
    }

    /// <summary>How long after its end an interval is closed: the source's clock may be behind ours.</summary>
    private long Grace =>
        Lines.ClockOffset is { } offset && offset < TimeSpan.Zero ? _grace + (long)-offset.TotalMicroseconds * UnixNanos.PerMicrosecond : _grace;

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

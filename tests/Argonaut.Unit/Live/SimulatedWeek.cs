using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>
/// A week of three lines (trades and quotes of a stock, quotes of a currency pair) in the hours of a real calendar, with a market that is
/// known to the last tick and a source that misbehaves by plan. The recorder is the real one. Time moves in steps, and only when everything
/// that was due has settled: the recorder's loop has looked at the present, what it asked the source has arrived there, what it received
/// and what it noted is stored, and no gap that is due is left. Each of these is told by a signal.
/// </summary>
internal sealed class SimulatedWeek : IAsyncDisposable
{
    /// <summary>How often the recorder looks at its clock. No other wait of it has this length.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(12);

    /// <summary>New York leaves summer time on the last day.</summary>
    public static readonly UnixNanos From = UnixNanos.FromDate(new DateOnly(2026, 10, 26));
    public static readonly UnixNanos To = UnixNanos.FromDate(new DateOnly(2026, 11, 2));

    /// <summary>For as long the recorder puts a gap off while other work of the same time is under way.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly LiveOptions Options = RecorderHarness.Quick with { ClockInterval = Step };

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly Lock _gate = new();
    private readonly List<(UnixNanos At, Func<Task> Do)> _plan = [];
    private readonly Dictionary<WeekTape, (LineState State, GapCause Cause)> _said = [];
    private readonly List<(WeekTape Tape, UnixNanos From, UnixNanos To)> _withheld = [];
    private TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _stop = new();
    private MarketRecorder? _recorder;
    private Task _running = Task.CompletedTask;
    private FeedState _state;
    private long _sent;
    private long _asked;
    private int _gapsBefore;

    public SimulatedWeek()
    {
        Tapes =
        [
            new WeekTape(Stock with { Key = new InstrumentKey(1) }, MarketEventKind.Trade, From, To, longestPause: 34, seed: 1),
            new WeekTape(Stock with { Key = new InstrumentKey(1) }, MarketEventKind.Quote, From, To, longestPause: 26, seed: 2),
            new WeekTape(Pair with { Key = new InstrumentKey(2) }, MarketEventKind.Quote, From, To, longestPause: 30, seed: 3),
        ];
        Say(LineState.Requested);
        Store.Changed += Wake;
        Time.TimerWasSet += Wake;
        Feed = NewFeed();
    }

    /// <summary>Thursday is a holiday and Friday ends early (times of New York; a session ends at midnight UTC in summer).</summary>
    public static Instrument Stock { get; } = RecorderHarness.Aapl with
    {
        TimeZone = "US/Eastern",
        TradingHours = "20261026:0400-20261026:2000;20261027:0400-20261027:2000;20261028:0400-20261028:2000;20261029:CLOSED;"
            + "20261030:0400-20261030:1700;20261031:CLOSED;20261101:CLOSED;20261102:0400-20261102:2000",
    };

    /// <summary>Open from Sunday evening to Friday evening, with a quarter of an hour's pause each day.</summary>
    public static Instrument Pair { get; } = RecorderHarness.Aapl with
    {
        Id = InstrumentId.Parse("EUR/USD.IDEALPRO"), Class = InstrumentClass.CurrencyPair, AssetClass = AssetClass.Fx, RawSymbol = "EUR.USD",
        TimeZone = "US/Eastern",
        TradingHours = "20261025:1715-20261026:1700;20261026:1715-20261027:1700;20261027:1715-20261028:1700;20261028:1715-20261029:1700;"
            + "20261029:1715-20261030:1700;20261031:CLOSED;20261101:1715-20261102:1700",
    };

    public ManualTimeProvider Time { get; } = new(From.ToDateTimeOffset());

    public MemoryMarketStore Store { get; } = new();

    public ImmutableArray<WeekTape> Tapes { get; }

    public ScriptedFeed Feed { get; private set; }

    public UnixNanos Now => HybridClock.Now(Time);

    /// <summary>What was wrong when, by plan: tape, from, to, and the cause that the ledger must name.</summary>
    public List<(WeekTape Tape, UnixNanos From, UnixNanos To, GapCause Cause)> Faults { get; } = [];

    public static UnixNanos On(int day, int hour, int minute = 0, int second = 0) =>
        From + day * UnixNanos.PerDay + hour * UnixNanos.PerHour + minute * UnixNanos.PerMinute + second * UnixNanos.PerSecond;

    /// <summary>Does something at a time; a fault is planned with its begin and its end.</summary>
    public void At(UnixNanos at, Func<Task> what) => _plan.Add((at, what));

    /// <summary>The source has no history of a line for this time, and says so.</summary>
    public void Withhold(WeekTape tape, UnixNanos from, UnixNanos to) => _withheld.Add((tape, from, to));

    /// <summary>What the source says of lines from now on.</summary>
    public void Say(LineState state, GapCause cause = GapCause.None)
    {
        foreach (var tape in Tapes) _said[tape] = (state, cause);
    }

    /// <summary>Every stream is asked for anew.</summary>
    public void RequestAll()
    {
        foreach (var tape in Tapes) tape.Request(Now);
    }

    public Task PublishAsync(FeedState state)
    {
        _state = state;
        return _recorder is null ? Task.CompletedTask : Feed.SayAsync(state,
        [
            .. Tapes.Select(t => new LineStatus(t.Instrument.Key, t.Kind, _said[t].State, $"{_said[t].State}", UnixNanos.Zero, _said[t].Cause)),
        ]);
    }

    public async Task StartAsync()
    {
        _stop = new CancellationTokenSource();
        Feed = NewFeed();
        (_asked, _gapsBefore) = (0, Store.GapCount);
        _sent = Store.StoredOf(Feed.Source, MarketEventKind.Trade) + Store.StoredOf(Feed.Source, MarketEventKind.Quote);
        var looks = Time.TimersSet(Step);
        _recorder = new MarketRecorder(Feed, Store, Store, RecorderHarness.NewSpool(Time), Options, Time, NullLogger<MarketRecorder>.Instance);
        _running = _recorder.RunAsync(_stop.Token);
        await _recorder.Started.WaitAsync(_test);
        await Time.WhenTimerIsSetAgainAsync(Step, looks, _test).WaitAsync(Patience, _test);
        RequestAll();
        await PublishAsync(FeedState.Ready);
    }

    /// <summary>The process ends as politely as a crash lets it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience, _test);
        _recorder?.Dispose();
        _stop.Dispose();
        _recorder = null;
    }

    /// <summary>The machine sleeps; what the market did meanwhile is gone.</summary>
    public Task SleepAsync(TimeSpan by)
    {
        Time.Sleep(by);
        foreach (var tape in Tapes)
            while (tape.Next < tape.Ticks.Count && tape.Ticks[tape.Next].TsEvent < Now) tape.Next++;
        return Task.CompletedTask;
    }

    /// <summary>Lets the week pass, and then what it takes until nothing is left to be filled, at most a day.</summary>
    public async Task RunAsync()
    {
        foreach (var instrument in (Instrument[])[Stock, Pair])
            await Store.SaveSubscriptionAsync(new Recording((await Store.SaveInstrumentAsync(instrument, _test)).Key, KindSet.TradesAndQuotes), _test);
        var plan = new Queue<(UnixNanos At, Func<Task> Do)>(_plan.OrderBy(p => p.At));
        await StartAsync();
        while (Now < To)
        {
            await SendAsync();
            while (plan.TryPeek(out var next) && next.At <= Now)
            {
                // What the market did before it has arrived.
                if (_recorder is { } recorder) await UntilAsync(() => IsSettled(recorder));
                await plan.Dequeue().Do();
            }

            await StepAsync();
        }

        await SendAsync();
        var limit = To + UnixNanos.PerDay;
        do
        {
            await StepAsync();   // and with it all that was sent is stored
        }
        while (Now < limit && Store.Gaps.Any(g => g.State is GapState.Open or GapState.Filling));
    }

    public async ValueTask DisposeAsync()
    {
        if (_recorder is not null) await StopAsync();
        _stop.Dispose();
    }

    /// <summary>All that the market did since the last step.</summary>
    private async Task SendAsync()
    {
        foreach (var tape in Tapes)
        {
            for (; tape.Next < tape.Ticks.Count && tape.Ticks[tape.Next].TsEvent < Now; tape.Next++)
            {
                if (_recorder is null || _state is not (FeedState.Ready or FeedState.Degraded) || tape.IsDead || _said[tape].State != LineState.Requested) continue;
                tape.Received.Add(tape.Next);
                _sent++;
                await Feed.SendAsync(tape.Ticks[tape.Next]);
            }
        }
    }

    private async Task StepAsync()
    {
        if (_recorder is not { } recorder)
        {
            Time.Advance(Step);
            return;
        }

        await UntilAsync(() => IsSettled(recorder));
        var looks = Time.TimersSet(Step);
        Time.Advance(Step);
        // The loop sets its clock anew when it has looked: at every tick that was sent before, at every word, and at the time.
        await Task.WhenAny(Time.WhenTimerIsSetAgainAsync(Step, looks, _test).WaitAsync(Patience, _test), _running);
        if (_running.IsFaulted) await _running;
        await UntilAsync(() => IsSettled(recorder));
    }

    private bool IsSettled(MarketRecorder recorder)
    {
        if (Interlocked.Read(ref _asked) != recorder.Lines.Sum(l => l.Asked)) return false;
        if (Store.StoredOf(Feed.Source, MarketEventKind.Trade) + Store.StoredOf(Feed.Source, MarketEventKind.Quote) != _sent) return false;
        if (Store.GapCount != _gapsBefore + recorder.Gaps.Values.Sum()) return false;
        var now = Now;
        return Time.IsTimerSet(Busy) || !Store.Gaps.Any(g => g.State == GapState.Filling
            || (g.State == GapState.Open && g.RetryAt <= now && _state is FeedState.Ready or FeedState.Degraded));
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            Task something;
            lock (_gate) something = _something.Task;
            if (condition()) return;
            if (_running.IsFaulted) await _running;
            await something.WaitAsync(Patience, _test);
        }
    }

    private void Wake()
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            before = _something;
            _something = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.TrySetResult();
    }

    private ScriptedFeed NewFeed() => new(Time)
    {
        OnAskedAgain = (instrument, kind) =>
        {
            Tapes.Single(t => t.Instrument.Key == instrument && t.Kind == kind).Request(Now);
            Interlocked.Increment(ref _asked);
            Wake();
        },
        Ticks = HistoryOf,
    };

    /// <summary>The source's history: pages of at most 50 ticks, whole seconds.</summary>
    private TickPage HistoryOf(TickHistoryRequest request)
    {
        if (_state is not (FeedState.Ready or FeedState.Degraded)) throw new FeedUnavailableException("not connected");
        var tape = Tapes.Single(t => t.Instrument.Key == request.Instrument.Key && t.Kind == request.Kind);
        if (_withheld.Exists(w => w.Tape == tape && request.From < w.To && request.To > w.From))
            throw new FeedRequestException(162, "Historical Market Data Service error message:No market data permissions");
        var all = tape.Between(request.From, request.To).Take(51).Select(t => t with { TsInit = t.TsEvent }).ToList();
        return all.Count <= 50 ? new TickPage([.. all], null) : new TickPage([.. all.Take(50)], all[50].TsEvent);
    }
}

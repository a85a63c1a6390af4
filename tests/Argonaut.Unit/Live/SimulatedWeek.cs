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
/// known to the last tick and a source that misbehaves by plan. Time moves in steps; the recorder is the real one.
/// </summary>
internal sealed class SimulatedWeek : IAsyncDisposable
{
    /// <summary>Longer than the recorder's own waits are, so that no other timer has this length.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(12);

    public static readonly UnixNanos From = UnixNanos.FromDate(new DateOnly(2026, 11, 23));
    public static readonly UnixNanos To = UnixNanos.FromDate(new DateOnly(2026, 11, 30));

    private static readonly LiveOptions Options = RecorderHarness.Quick with { ClockInterval = Step, KeepsGaps = true };

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly List<(UnixNanos At, Func<Task> Do)> _plan = [];
    private readonly Dictionary<WeekTape, (LineState State, GapCause Cause)> _said = [];
    private CancellationTokenSource _stop = new();
    private MarketRecorder? _recorder;
    private Task _running = Task.CompletedTask;
    private bool _isConnected;

    public SimulatedWeek()
    {
        Tapes =
        [
            new WeekTape(Stock with { Key = new InstrumentKey(1) }, MarketEventKind.Trade, From, To, longestPause: 34, seed: 1),
            new WeekTape(Stock with { Key = new InstrumentKey(1) }, MarketEventKind.Quote, From, To, longestPause: 26, seed: 2),
            new WeekTape(Pair with { Key = new InstrumentKey(2) }, MarketEventKind.Quote, From, To, longestPause: 30, seed: 3),
        ];
        Say(LineState.Requested);
        Feed = NewFeed();
    }

    /// <summary>Thanksgiving is closed, the day after ends early (times of New York).</summary>
    public static Instrument Stock { get; } = RecorderHarness.Aapl with
    {
        TimeZone = "US/Eastern",
        TradingHours = "20261123:0400-20261123:2000;20261124:0400-20261124:2000;20261125:0400-20261125:2000;20261126:CLOSED;"
            + "20261127:0400-20261127:1700;20261128:CLOSED;20261129:CLOSED",
    };

    public static Instrument Pair { get; } = RecorderHarness.Aapl with
    {
        Id = InstrumentId.Parse("EUR/USD.IDEALPRO"), Class = InstrumentClass.CurrencyPair, AssetClass = AssetClass.Fx, RawSymbol = "EUR.USD",
        TimeZone = "US/Eastern",
        TradingHours = "20261122:1715-20261123:1700;20261123:1715-20261124:1700;20261124:1715-20261125:1700;20261125:1715-20261126:1700;"
            + "20261126:1715-20261127:1700;20261128:CLOSED;20261129:1715-20261130:1700",
    };

    public ManualTimeProvider Time { get; } = new(From.ToDateTimeOffset());

    public MemoryMarketStore Store { get; } = new();

    public ImmutableArray<WeekTape> Tapes { get; }

    public ScriptedFeed Feed { get; private set; }

    public UnixNanos Now => HybridClock.Now(Time);

    /// <summary>What was wrong when, by plan: tape, from, to, and the cause that the ledger must name.</summary>
    public List<(WeekTape Tape, UnixNanos From, UnixNanos To, GapCause Cause)> Faults { get; } = [];

    /// <summary>Does something at a time; a fault is planned with its begin and its end.</summary>
    public void At(UnixNanos at, Action what) => _plan.Add((at, () =>
    {
        what();
        return Task.CompletedTask;
    }));

    public void At(UnixNanos at, Func<Task> what) => _plan.Add((at, what));

    public static UnixNanos On(int day, int hour, int minute = 0) => From + day * UnixNanos.PerDay + hour * UnixNanos.PerHour + minute * UnixNanos.PerMinute;

    /// <summary>What the source says of lines from now on.</summary>
    public void Say(LineState state, GapCause cause = GapCause.None, params WeekTape[] only)
    {
        foreach (var tape in only.Length == 0 ? [.. Tapes] : only) _said[tape] = (state, cause);
    }

    public Task PublishAsync(FeedState state)
    {
        _isConnected = state is FeedState.Ready or FeedState.Degraded;
        return Feed.SayAsync(state,
        [
            .. Tapes.Select(t => new LineStatus(t.Instrument.Key, t.Kind, _said[t].State, $"{_said[t].State}", UnixNanos.Zero, _said[t].Cause)),
        ]);
    }

    public async Task StartAsync()
    {
        _stop = new CancellationTokenSource();
        Feed = NewFeed();
        _recorder = new MarketRecorder(Feed, Store, Store, Options, Time, NullLogger<MarketRecorder>.Instance);
        _running = _recorder.RunAsync(_stop.Token);
        await _recorder.Started.WaitAsync(_test);
        await PublishAsync(FeedState.Ready);
    }

    /// <summary>The process ends as politely as a crash lets it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20), _test);
        _recorder?.Dispose();
        _stop.Dispose();
        _recorder = null;
    }

    /// <summary>Lets the week pass, and then what it takes until nothing is left to be filled, at most a day.</summary>
    public async Task RunAsync()
    {
        foreach (var instrument in (Instrument[])[Stock, Pair])
            await Store.SaveSubscriptionAsync((await Store.SaveInstrumentAsync(instrument, _test)).Key, true, _test);
        var plan = new Queue<(UnixNanos At, Func<Task> Do)>(_plan.OrderBy(p => p.At));
        await StartAsync();
        while (Now < To)
        {
            await SendAsync();
            while (plan.TryPeek(out var next) && next.At <= Now) await plan.Dequeue().Do();
            await StepAsync();
        }

        await SendAsync();
        for (var limit = To + UnixNanos.PerDay; Now < limit && Store.Gaps.Any(g => g.State is GapState.Open or GapState.Filling);) await StepAsync();
    }

    /// <summary>All that the market did since the last step.</summary>
    private async Task SendAsync()
    {
        foreach (var tape in Tapes)
        {
            for (; tape.Next < tape.Ticks.Count && tape.Ticks[tape.Next].TsEvent < Now; tape.Next++)
            {
                var isSent = _recorder is not null && _isConnected && !tape.IsDead && _said[tape].State is LineState.Requested or LineState.Flowing;
                if (!isSent) continue;
                tape.Received.Add(tape.Next);
                await Feed.SendAsync(tape.Ticks[tape.Next]);
            }
        }
    }

    private async Task StepAsync()
    {
        if (_recorder is null)
        {
            Time.Advance(Step);
            return;
        }

        await Time.WhenTimerIsSetAsync(Step, _test);
        if (_running.IsFaulted) await _running;
        Time.Advance(Step);
        await Time.WhenTimerIsSetAsync(Step, _test);
    }

    public async ValueTask DisposeAsync()
    {
        if (_recorder is not null) await StopAsync();
    }

    private ScriptedFeed NewFeed() => new(Time)
    {
        OnAskedAgain = (instrument, kind) => OnAskedAgain(instrument, kind),
        Ticks = HistoryOf,
    };

    /// <summary>What a dead stream does when it is asked for again.</summary>
    public Action<InstrumentKey, MarketEventKind> OnAskedAgain { get; set; } = (_, _) => { };

    /// <summary>The source's history: pages of at most 50 ticks, whole seconds.</summary>
    private TickPage HistoryOf(TickHistoryRequest request)
    {
        if (!_isConnected) throw new FeedUnavailableException("not connected");
        var tape = Tapes.Single(t => t.Instrument.Key == request.Instrument.Key && t.Kind == request.Kind);
        var all = tape.Between(request.From, request.To).Take(51).Select(t => t with { TsInit = t.TsEvent }).ToList();
        return all.Count <= 50 ? new TickPage([.. all], null) : new TickPage([.. all.Take(50)], all[50].TsEvent);
    }
}

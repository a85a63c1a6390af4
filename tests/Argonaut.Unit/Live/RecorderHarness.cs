using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Unit.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>A running recorder with a scripted feed, a store in memory and time in the test's hands.</summary>
internal sealed class RecorderHarness : IMarketObserver, IAsyncDisposable
{
    public static readonly UnixNanos Ten = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 10 * UnixNanos.PerHour;

    /// <summary>Of a test with what must come at once: it ends a hang, it decides nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<MarketEvent> _ticks = [];
    private readonly List<Bar> _bars = [];
    private readonly LiveOptions _options;
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;

    private RecorderHarness(MemoryMarketStore store, ManualTimeProvider time, LiveOptions options, MemorySegmentFiles files)
    {
        Spool = FileTickSpool.Open(files, new SpoolOptions(), time, NullLogger.Instance);
        Store = store;
        Time = time;
        _options = options;
        Feed = new ScriptedFeed(time);
        Store.Changed += Wake;
        Quality.Changed += Wake;
        Recorder = new MarketRecorder(Feed, Store, Store, Spool, options, time, NullLogger<MarketRecorder>.Instance, Quality);
        Recorder.Attach(this);
        Running = Recorder.RunAsync(_stop.Token);
    }

    public static LiveOptions Quick { get; } = new() { FlushInterval = TimeSpan.Zero, HistorySettle = TimeSpan.Zero };

    public MemoryMarketStore Store { get; }

    public MemoryQualityStore Quality { get; } = new();

    public ManualTimeProvider Time { get; }

    public ScriptedFeed Feed { get; }

    public FileTickSpool Spool { get; }

    public MarketRecorder Recorder { get; }

    public Task Running { get; }

    public UnixNanos Now => HybridClock.Now(Time);

    public IReadOnlyList<Bar> BarsHeard
    {
        get
        {
            lock (_gate) return [.. _bars];
        }
    }

    public static Instrument Aapl { get; } = new()
    {
        Id = InstrumentId.Parse("AAPL.NASDAQ"), Source = "IB", Class = InstrumentClass.Equity, AssetClass = AssetClass.Equity, RawSymbol = "AAPL",
        QuoteCurrency = "USD", PriceIncrement = Price.Parse("0.01"), SizeIncrement = Quantity.Parse("1"),
    };

    public static FileTickSpool NewSpool(TimeProvider time) => FileTickSpool.Open(new MemorySegmentFiles(), new SpoolOptions(), time, NullLogger.Instance);

    /// <summary>An instrument of key 1 in the store, and a recorder that has started.</summary>
    public static async Task<RecorderHarness> StartAsync(
        MemoryMarketStore? store = null, ManualTimeProvider? time = null, LiveOptions? options = null, bool isRecorded = true, MemorySegmentFiles? files = null,
        bool isDown = false, KindSet? kinds = null)
    {
        store ??= new MemoryMarketStore();
        var saved = await store.SaveInstrumentAsync(Aapl, CancellationToken.None);
        if (isRecorded) await store.SaveSubscriptionAsync(new Recording(saved.Key, kinds ?? KindSet.TradesAndQuotes), CancellationToken.None);
        store.IsDown = isDown;
        var harness = new RecorderHarness(store, time ?? new ManualTimeProvider(Ten.ToDateTimeOffset()), options ?? Quick, files ?? new MemorySegmentFiles());
        return harness;
    }

    /// <summary>As <see cref="StartAsync"/>, connected, with the hole before the first whole second behind it.</summary>
    public static async Task<RecorderHarness> StartListeningAsync(
        MemoryMarketStore? store = null, ManualTimeProvider? time = null, LiveOptions? options = null, MemorySegmentFiles? files = null, KindSet? kinds = null)
    {
        var harness = await StartAsync(store, time, options, files: files, kinds: kinds);
        await harness.Recorder.Started.WaitAsync(harness._test);
        await harness.ListenAsync();
        return harness;
    }

    /// <summary>
    /// At the second whole second from now the feed is ready (again), and history has answered for the time without it. Returns when it
    /// was ready.
    /// </summary>
    public async Task<UnixNanos> ListenAsync()
    {
        Time.Advance((Timeframe.Second1.OpenOf(Now) + 2 * UnixNanos.PerSecond).ToDateTimeOffset() - Time.GetUtcNow());
        var before = Recorder.History.Select(h => h.To).DefaultIfEmpty().Max();
        var ready = Now;
        await Feed.BecomeAsync(FeedState.Ready);
        await UntilHistoryAsync(before);
        return ready;
    }

    /// <summary>Until history has answered for a hole that ends after <paramref name="before"/>, and for all others.</summary>
    public Task UntilHistoryAsync(UnixNanos before) => UntilAsync(() =>
        Recorder.History.Any(h => h.To > before) && Recorder.History.All(h => h.State is HistoryState.Done or HistoryState.Incomplete));

    /// <summary>Sends a trade of now, <paramref name="ago"/> earlier by the venue's clock, which counts whole seconds.</summary>
    public async Task<MarketEvent> TradeAsync(long price, long size = 100, TimeSpan ago = default)
    {
        var now = Now;
        var at = Timeframe.Second1.OpenOf(now - (long)ago.TotalMicroseconds * 1_000);
        var tick = new MarketEvent(MarketEventKind.Trade, new InstrumentKey(1), price, size, 0, 0, TickFlags.None, at, now + ++_sent);
        await Feed.SendAsync(tick);
        return tick;
    }

    /// <summary>Sends a tick as it is, but for its <c>ts_init</c>, which rises.</summary>
    public async Task<MarketEvent> SendAsync(MarketEvent tick)
    {
        tick = tick with { TsInit = tick.TsInit + ++_sent };
        await Feed.SendAsync(tick);
        return tick;
    }

    public async Task<MarketEvent> QuoteAsync(long bid, long ask)
    {
        var at = Timeframe.Second1.OpenOf(Now);
        var tick = new MarketEvent(MarketEventKind.Quote, new InstrumentKey(1), bid, ask, 1, 1, TickFlags.None, at, Now + ++_sent);
        await Feed.SendAsync(tick);
        return tick;
    }

    /// <summary>Sends a change of the book, an update by itself.</summary>
    public async Task<MarketEvent> DeltaAsync(long price, BookAction action = BookAction.Add, OrderSide side = OrderSide.Buy)
    {
        var isClear = action == BookAction.Clear;
        var at = Now + ++_sent;
        var tick = MarketEvent.From(new BookDelta(
            new InstrumentKey(1), action, isClear ? OrderSide.NoOrderSide : side, price, isClear ? 0 : 5,
            isClear ? RecordFlags.Snapshot | RecordFlags.Last : RecordFlags.Last, at, at));
        await Feed.SendAsync(tick);
        return tick;
    }

    /// <summary>Lets time pass and the loop see it.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        Time.Advance(by);
        await Time.WhenTimerIsSetAsync(_options.ClockInterval, _test);
        Time.Advance(_options.ClockInterval);
    }

    /// <summary>Until something is so. Time moves only to the end of a wait between two tries, and only when somebody waits so.</summary>
    public async Task RetryUntilAsync(Func<bool> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Not so: {Recorder.Counters}");
            if (Running.IsFaulted) await Running;
            if (!Time.TryAdvanceToTimer(IsRetry)) await Task.Yield();
        }
    }

    /// <summary>Waits for something that the recorder or the store will tell of.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            Task something;
            lock (_gate) something = _something.Task;
            if (condition()) return;
            if (Running.IsFaulted) await Running;
            await something.WaitAsync(Patience, _test);
        }
    }

    /// <summary>Lets time pass, a moment at a time, until something is so.</summary>
    public async Task PassUntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_test);
        patience.CancelAfter(TimeSpan.FromSeconds(60));   // only a failing test takes this long
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await PassAsync(TimeSpan.Zero);
            await Task.Yield();
        }
    }

    public Task UntilTicksAsync(int count) => UntilAsync(() =>
    {
        lock (_gate) return _ticks.Count >= count;
    });

    /// <summary>The store has them, and the writer, which goes on from there without a signal, has counted them.</summary>
    public async Task UntilStoredAsync(int ticks)
    {
        await UntilAsync(() => Store.Ticks.Length >= ticks);
        await UntilAcknowledgedAsync();
    }

    /// <summary>The writer has counted what it stored; it gives no signal of that.</summary>
    public async Task UntilAcknowledgedAsync()
    {
        for (; Recorder.Counters.InFlight > 0; _test.ThrowIfCancellationRequested()) await Task.Yield();
    }

    /// <summary>Until the counters are so: they change on loops that give no signal.</summary>
    public async Task UntilCountedAsync(Func<IngestCounters, bool> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition(Recorder.Counters);)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Not so: {Recorder.Counters}");
            if (Running.IsFaulted) await Running;
            await Task.Yield();
        }
    }

    /// <summary>Stops as Ctrl+C does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(Patience, _test);
    }

    public void OnTick(in MarketEvent tick)
    {
        lock (_gate) _ticks.Add(tick);
        Wake();
    }

    public void OnBarClosed(in Bar bar)
    {
        lock (_gate) _bars.Add(bar);
        Wake();
    }

    public void OnChanged() => Wake();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Recorder.Dispose();
        _stop.Dispose();
    }

    /// <summary>The first wait, doubled any number of times, or the longest.</summary>
    private bool IsRetry(TimeSpan wait)
    {
        for (var delay = _options.RetryDelay; delay < _options.MaxRetryDelay; delay *= 2)
            if (wait == delay) return true;
        return wait == _options.MaxRetryDelay;
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
}

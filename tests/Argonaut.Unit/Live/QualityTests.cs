using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Quality;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Bars;
using Argonaut.Trading.Quality;
using Argonaut.Unit.Trading;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>Data quality in a running recorder: what is stored, what is put into quarantine, what is counted.</summary>
public sealed class QualityTests
{
    private static readonly InstrumentKey Key = new(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S4_40_Each_fault_is_counted_and_good_data_is_unaffected()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.SendAsync(Tick(harness, Price(100)));
        var identified = await harness.SendAsync(Tick(harness, Price(101)) with { Identity = 5 });
        await harness.Feed.SendAsync(identified);                                                        // a duplicate
        await harness.SendAsync(Tick(harness, Price(102)) with { TsEvent = harness.Now - 2 * UnixNanos.PerSecond });   // out of order
        await harness.SendAsync(Tick(harness, 0));                                                       // a zero price
        await harness.SendAsync(Tick(harness, Price(153)));                                                            // a spike of 50 %
        await harness.SendAsync(Tick(harness, Price(103)));
        await harness.UntilStoredAsync(5);
        await SavedAsync(harness);

        var counts = harness.Recorder.Quality.Counts;
        Assert.Equal((1L, 1L, 1L, 1L),
            (counts[QualityRule.Duplicate], counts[QualityRule.OutOfOrder], counts[QualityRule.PriceZero], counts[QualityRule.Outlier]));
        Assert.Equal(counts.Values.Sum(), QualityRules.All.Sum(rule => harness.Quality.CountOf(rule.Rule)));
        Assert.Equal([100, 101, 102, 153, 103], harness.Store.Ticks.Select(t => (int)(t.A / Price(1))));
        Assert.Equal([TickFlags.None, TickFlags.None, TickFlags.OutOfOrder | TickFlags.Late, TickFlags.Outlier, TickFlags.None], harness.Store.Ticks.Select(t => t.Flags));
        var c = harness.Recorder.Counters;
        Assert.Equal((7, 1, 1, 5), (c.Received, c.Rejected, c.Duplicate, c.Acknowledged));
    }

    [Fact]
    public async Task F_504_A_refused_tick_is_in_quarantine_and_nowhere_else()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var good = await harness.SendAsync(Tick(harness, Price(100)));
        var bad = await harness.SendAsync(Tick(harness, Price(-5)));
        await RejectedAsync(harness, 1);
        await harness.UntilStoredAsync(1);
        await SavedAsync(harness);

        var kept = Assert.Single(harness.Quality.Findings);
        Assert.Equal(("price_negative", QualityAction.Reject, bad), (kept.Rule, kept.Action, kept.Tick!.Value));
        Assert.Equal(good.A, harness.Recorder.LatestTrade(Key)!.Value.A);
        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Day1, out var bar));
        Assert.Equal((good.A, good.A), (bar.Low, bar.Close));
        Assert.Single(harness.Store.Ticks);
    }

    [Fact]
    public async Task F_504_Bytes_that_the_feed_refused_are_kept_as_they_came()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        harness.Recorder.OnRefused(Key, MarketEventKind.Trade, QualityRule.PriceNotANumber, "99\0NaN\0"u8);
        await SavedAsync(harness);

        var kept = Assert.Single(harness.Quality.Findings);
        Assert.Equal("99\0NaN\0"u8.ToArray(), kept.Raw);
        Assert.Equal((1, 1L), (harness.Recorder.Counters.Received, harness.Recorder.Counters.RejectedByReason["price_not_a_number"]));
    }

    [Fact]
    public async Task F_510_Ticks_of_an_unknown_instrument_are_counted_and_kept_in_quarantine()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        for (var i = 0; i < 3; i++) await harness.SendAsync(Tick(harness, Price(100)) with { Instrument = new InstrumentKey(77) });
        await RejectedAsync(harness, 3);
        await SavedAsync(harness);

        Assert.Equal(3, harness.Quality.CountOf(QualityRule.UnknownInstrument));
        Assert.All(harness.Quality.Findings, f => Assert.Equal(new InstrumentKey(77), f.Instrument));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3_600)]
    [InlineData(36_000)]
    public async Task F_502_A_late_tick_is_stored_in_its_own_time_and_bars_are_restated_once(int seconds)
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var revised = new List<Bar>();
        var first = await harness.SendAsync(Tick(harness, Price(100)));
        await harness.UntilStoredAsync(1);
        await harness.PassAsync(TimeSpan.FromSeconds(seconds + 1));
        await harness.UntilAsync(() => harness.BarsHeard.Any(b => b.Timeframe == Timeframe.Second1));
        var late = await harness.SendAsync(Tick(harness, Price(101)) with { TsEvent = first.TsEvent });
        await harness.UntilStoredAsync(2);
        revised.AddRange(harness.BarsHeard.Where(b => b.Revision > 0));

        var stored = harness.Store.Ticks[1];
        Assert.Equal((late.TsEvent, late.TsInit, true), (stored.TsEvent, stored.TsInit, stored.Flags.HasFlag(TickFlags.Late)));
        Assert.Equal(revised.Count, revised.Select(b => (b.Timeframe, b.TsOpen)).Distinct().Count());
        var second = revised.Single(b => b.Timeframe == Timeframe.Second1);
        Assert.Equal((1, Price(101), Price(200)), (second.Revision, second.Close, second.Volume));
        foreach (var bar in revised)
            Assert.Equal(NaiveBars.Of(harness.Store.Ticks, bar.Timeframe, t => t.A).Single(b => b.TsOpen == bar.TsOpen), bar with { Revision = 0 });
    }

    [Fact]
    public async Task F_502_A_tick_of_the_day_before_goes_to_its_own_day_and_one_before_that_into_quarantine()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.SendAsync(Tick(harness, Price(100)));
        var yesterday = await harness.SendAsync(Tick(harness, Price(101)) with { TsEvent = harness.Now - 23 * UnixNanos.PerHour });
        await harness.SendAsync(Tick(harness, Price(102)) with { TsEvent = harness.Now - 25 * UnixNanos.PerHour });
        await harness.UntilStoredAsync(2);
        await RejectedAsync(harness, 1);

        Assert.NotEqual(harness.Store.Ticks[0].TsEvent.UtcDate, yesterday.TsEvent.UtcDate);
        Assert.Equal(yesterday.TsEvent, harness.Store.Ticks[1].TsEvent);
        Assert.Equal(1, harness.Recorder.Counters.RejectedByReason["time_skew"]);
    }

    [Fact]
    public async Task F_503_The_sequence_is_the_order_of_arrival_and_bars_are_those_of_the_order_of_time()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        harness.Time.Advance(TimeSpan.FromMilliseconds(500));
        var at = harness.Now;
        foreach (var (price, before) in new[] { (100, 0), (101, 80), (102, 20), (103, 100), (104, 0) })
            await harness.SendAsync(Tick(harness, Price(price)) with { TsEvent = at - before * UnixNanos.PerMillisecond });
        await harness.UntilStoredAsync(5);
        await harness.PassAsync(TimeSpan.FromSeconds(2));
        await harness.UntilAsync(() => harness.BarsHeard.Any(b => b.Timeframe == Timeframe.Second1));

        Assert.Equal([1, 2, 3, 4, 5], harness.Store.Ticks.Select(t => t.Sequence));
        Assert.Equal([false, true, true, true, false], harness.Store.Ticks.Select(t => t.Flags.HasFlag(TickFlags.OutOfOrder)));
        var bar = harness.BarsHeard.First(b => b.Timeframe == Timeframe.Second1);
        Assert.Equal(NaiveBars.Of(harness.Store.Ticks, Timeframe.Second1, t => t.A).Single(), bar);
    }

    [Fact]
    public async Task F_405_A_tick_of_the_future_waits_for_its_time_before_it_enters_bars()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.SendAsync(Tick(harness, Price(100)));
        var early = await harness.SendAsync(Tick(harness, Price(120)) with { TsEvent = harness.Now + 30 * UnixNanos.PerSecond });
        await harness.SendAsync(Tick(harness, Price(101)));
        await harness.UntilStoredAsync(3);

        Assert.Equal([TickFlags.None, TickFlags.Ahead, TickFlags.None], harness.Store.Ticks.Select(t => t.Flags));
        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Minute1, out var before));
        Assert.Equal(Price(101), before.High);
        await harness.PassAsync(TimeSpan.FromSeconds(31));
        await harness.UntilAsync(() => harness.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out var hour) && hour.High == Price(120));
        Assert.Equal(early.TsEvent, harness.Store.Ticks[1].TsEvent);
    }

    [Fact]
    public async Task F_405_A_restart_does_not_forget_that_a_tick_of_the_future_waits()
    {
        var store = new MemoryMarketStore();
        var time = new ManualTimeProvider(RecorderHarness.Ten.ToDateTimeOffset());
        await using (var first = await RecorderHarness.StartListeningAsync(store, time))
        {
            await first.SendAsync(Tick(first, Price(100)));
            await first.SendAsync(Tick(first, Price(120)) with { TsEvent = first.Now + 30 * UnixNanos.PerSecond });
            await first.UntilStoredAsync(2);
            await first.StopAsync();
        }

        await using var harness = await RecorderHarness.StartListeningAsync(store, time);
        await harness.SendAsync(Tick(harness, Price(101)));
        await harness.UntilStoredAsync(3);

        Assert.Equal(TickFlags.None, harness.Store.Ticks[2].Flags);
        Assert.True(harness.Recorder.TryGetOpenBar(Key, Timeframe.Minute1, out var before));
        Assert.Equal((Price(100), Price(101)), (before.Low, before.High));
        await harness.PassAsync(TimeSpan.FromSeconds(31));
        await harness.UntilAsync(() => harness.Recorder.TryGetOpenBar(Key, Timeframe.Hour1, out var hour) && hour.High == Price(120));
    }

    [Fact]
    public async Task F_405_A_source_whose_clock_differs_is_told_and_its_times_are_kept()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.Feed.TellTimeAsync(TimeSpan.FromSeconds(90));
        await harness.PassAsync(TimeSpan.FromSeconds(1));
        await harness.UntilAsync(() => harness.Recorder.Quality.Clock.SkewedSince is not null);
        var tick = await harness.SendAsync(Tick(harness, Price(100)) with { TsEvent = harness.Now + 90 * UnixNanos.PerSecond });
        await harness.UntilStoredAsync(1);

        Assert.Equal((tick.TsEvent, TickFlags.None), (harness.Store.Ticks[0].TsEvent, harness.Store.Ticks[0].Flags));
        Assert.Equal(TimeSpan.FromSeconds(90), harness.Recorder.Quality.Clock.Offset);
        await harness.Feed.TellTimeAsync(TimeSpan.Zero);
        await harness.PassAsync(TimeSpan.FromSeconds(1));
        await harness.UntilAsync(() => harness.Recorder.Quality.Clock.SkewedSince is null);
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public async Task F_401_A_step_of_the_wall_clock_is_noted_and_stored_stamps_do_not_go_back(int seconds)
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var clock = new HybridClock(harness.Time);
        await harness.SendAsync(Tick(harness, Price(100)) with { TsInit = clock.Next() });
        await harness.PassAsync(TimeSpan.FromSeconds(1));
        harness.Time.Sleep(TimeSpan.FromSeconds(seconds));
        await harness.PassAsync(TimeSpan.FromSeconds(1));
        await harness.UntilAsync(() => harness.Recorder.Quality.Counts.ContainsKey(QualityRule.ClockStep));
        var stamp = clock.Next();
        await harness.SendAsync(Tick(harness, Price(101)) with { TsEvent = stamp, TsInit = stamp });
        await harness.UntilStoredAsync(2);

        Assert.Equal(TimeSpan.FromSeconds(seconds), harness.Recorder.Quality.Clock.LastStep);
        Assert.True(harness.Store.Ticks[1].TsInit > harness.Store.Ticks[0].TsInit);
    }

    [Fact]
    public async Task F_507_Quotes_that_stay_crossed_make_the_instrument_suspect_until_they_are_not()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.QuoteAsync(Price(101), Price(100));
        await harness.UntilStoredAsync(1);
        await harness.PassAsync(TimeSpan.FromSeconds(59));
        Assert.Empty(harness.Recorder.Quality.Suspects);
        await harness.PassAsync(TimeSpan.FromMinutes(10));
        await harness.UntilAsync(() => !harness.Recorder.Quality.Suspects.IsEmpty);
        Assert.Equal(Key, Assert.Single(harness.Recorder.Quality.Suspects).Instrument);

        await harness.QuoteAsync(Price(100), Price(101));
        await harness.UntilAsync(() => harness.Recorder.Quality.Suspects.IsEmpty);
        await harness.UntilStoredAsync(2);
        Assert.Equal([TickFlags.Crossed, TickFlags.None], harness.Store.Ticks.Select(t => t.Flags));
    }

    [Fact]
    public async Task F_511_A_stale_line_is_counted()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.SendAsync(Tick(harness, Price(100)));
        await harness.UntilTicksAsync(1);
        await harness.PassAsync(TimeSpan.FromSeconds(61));
        await harness.UntilAsync(() => harness.Recorder.Quality.Counts.GetValueOrDefault(QualityRule.Stale) == 1);
    }

    [Fact]
    public async Task F_407_Bars_of_many_intervals_that_end_together_after_a_stall_close_once_and_in_order()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        for (var i = 0; i < 40; i++) await harness.SendAsync(Tick(harness, Price(100)) with { TsEvent = harness.Now + i * UnixNanos.PerMillisecond });
        await harness.UntilTicksAsync(40);
        await harness.PassAsync(TimeSpan.FromHours(40 * 24));
        await harness.UntilAsync(() => harness.BarsHeard.Any(b => b.Timeframe == Timeframe.Month1));

        var heard = harness.BarsHeard;
        Assert.Equal(Timeframe.All.Length, heard.Count);
        Assert.Equal(heard.Select(b => b.TsEvent).Order(), heard.Select(b => b.TsEvent));
    }

    [Fact]
    public async Task Counts_and_cases_are_stored_once_whatever_happens_to_the_answer()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        harness.Quality.LoseAnswers(1);
        for (var i = 0; i < 30; i++) await harness.SendAsync(Tick(harness, 0));
        await RejectedAsync(harness, 30);
        await SavedAsync(harness);
        for (var i = 0; i < 12; i++) await harness.SendAsync(Tick(harness, 0));
        await RejectedAsync(harness, 42);
        await harness.StopAsync();

        Assert.Equal((42, 42), (harness.Quality.CountOf(QualityRule.PriceZero), harness.Quality.Findings.Length));
    }

    [Fact]
    public async Task Flagged_cases_of_an_hour_are_bounded_and_their_count_is_not()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        for (var i = 0; i < 50; i++) await harness.SendAsync(Tick(harness, Price(100) + 1));
        await harness.UntilStoredAsync(50);
        await harness.StopAsync();

        Assert.Equal(50, harness.Quality.CountOf(QualityRule.OffTick));
        Assert.Equal(20, harness.Quality.Findings.Count(f => f.Rule == "off_tick"));
    }

    [Fact]
    public async Task F_512_A_burst_of_200_000_ticks_is_stored_to_the_last_one()
    {
        const int Ticks = 200_000;
        await using var harness = await RecorderHarness.StartListeningAsync();
        var tick = Tick(harness, Price(100));
        for (var i = 0; i < Ticks; i++) await harness.Feed.SendAsync(tick with { B = Price(1 + i), TsInit = tick.TsInit + i });
        await harness.UntilTicksAsync(Ticks);
        for (; harness.Recorder.Counters.InFlight > 0; Ct.ThrowIfCancellationRequested()) await Task.Yield();

        Assert.Equal((Ticks, 0, 0), (harness.Recorder.Counters.Acknowledged, harness.Recorder.Counters.Rejected, harness.Recorder.Counters.InFlight));
        Assert.Equal(Enumerable.Range(1, Ticks).Select(i => Price(i)), harness.Store.Ticks.Select(t => t.B));
    }

    [Fact]
    public void F_514_Bars_and_quality_of_five_thousand_instruments_stay_within_16_KiB_each()
    {
        const int Instruments = 5_000;
        var states = new InstrumentState[Instruments];
        var bytes = Allocations.Of(() =>
        {
            for (var i = 0; i < states.Length; i++)
                states[i] = new InstrumentState(RecorderHarness.Aapl) { Bars = new BarBuilder(Key, PriceType.Last, RecorderHarness.Ten) };
        });
        GC.KeepAlive(states);

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes / Instruments} bytes");
        Assert.InRange(bytes / Instruments, 1, 16 * 1_024);
    }

    private static long Price(long whole) => whole * 100_000_000;

    private static MarketEvent Tick(RecorderHarness harness, long price) => new(
        MarketEventKind.Trade, Key, price, Price(100), 0, 0, TickFlags.None, Timeframe.Second1.OpenOf(harness.Now), harness.Now);

    /// <summary>Refused ticks are told to nobody.</summary>
    private static async Task RejectedAsync(RecorderHarness harness, int count)
    {
        for (; harness.Recorder.Counters.Rejected < count; Ct.ThrowIfCancellationRequested()) await Task.Yield();
    }

    /// <summary>Lets the keeper store what there is.</summary>
    private static async Task SavedAsync(RecorderHarness harness)
    {
        var expected = harness.Recorder.Quality.Counts.Values.Sum();
        var saved = 0L;
        while (saved < expected)
        {
            await harness.Time.WhenTimerIsSetAsync(QualityKeeper.Interval, Ct);
            await harness.PassAsync(QualityKeeper.Interval);
            await harness.UntilAsync(() => harness.Recorder.Quality.Waiting == 0);
            saved = QualityRules.All.Sum(rule => harness.Quality.CountOf(rule.Rule));
            expected = harness.Recorder.Quality.Counts.Values.Sum();
            Ct.ThrowIfCancellationRequested();
        }
    }
}

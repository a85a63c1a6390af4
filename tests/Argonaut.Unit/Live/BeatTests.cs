using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>Time passes in the order of stamps: a loop that comes late to its ticks makes the same rows as one that is there at once.</summary>
public class BeatTests
{
    private static readonly InstrumentKey Key = new(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tick_is_late_by_its_stamps_however_late_the_loop_is(bool isLoopLate)
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var second = Timeframe.Second1.OpenOf(harness.Now) + UnixNanos.PerSecond;
        MarketEvent[] sent = [Trade(second, 300), Trade(second, 1_450), Trade(second, 1_550), Trade(second + 2 * UnixNanos.PerSecond, 100)];
        await SendAsync(harness, sent, isLoopLate);
        await harness.UntilStoredAsync(sent.Length);

        Assert.Equal([TickFlags.None, TickFlags.None, TickFlags.Late, TickFlags.None], harness.Store.Ticks.Select(t => t.Flags));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silence_is_a_gap_by_its_stamps_however_late_the_loop_is(bool isLoopLate)
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        await harness.Feed.SayAsync(FeedState.Ready, new LineStatus(Key, MarketEventKind.Trade, LineState.Requested, "tick by tick requested", default));
        var start = Timeframe.Second1.OpenOf(harness.Now) + UnixNanos.PerSecond;
        var back = start + (long)LineRates.Unlearnt.TotalMicroseconds * UnixNanos.PerMicrosecond + UnixNanos.PerSecond;
        MarketEvent[] sent = [Trade(start, 300), Trade(start, 800), Trade(back, 300)];
        await SendAsync(harness, sent, isLoopLate);
        await harness.UntilStoredAsync(sent.Length);

        await harness.UntilAsync(() => harness.Store.Gaps.Length > 0);
        var gap = Assert.Single(harness.Store.Gaps);
        Assert.Equal(("silent_line", sent[1].TsInit, sent[2].TsInit), (gap.Reason, gap.From, gap.To));
    }

    [Fact]
    public async Task Bars_do_not_close_beyond_what_the_feed_has_handed_on()
    {
        await using var harness = await RecorderHarness.StartListeningAsync();
        var second = Timeframe.Second1.OpenOf(harness.Now) + UnixNanos.PerSecond;
        harness.Feed.CompleteUntil = second + 900 * UnixNanos.PerMillisecond;
        await harness.Feed.SendAsync(Trade(second, 300));
        await harness.UntilTicksAsync(1);
        await harness.PassAsync(TimeSpan.FromSeconds(5));
        await harness.Feed.SendAsync(Trade(second, 950));
        await harness.UntilStoredAsync(2);

        Assert.DoesNotContain(harness.Store.Ticks, t => (t.Flags & TickFlags.Late) != 0);
        Assert.Empty(harness.BarsHeard);
    }

    /// <summary>At their times, or (late) all at once when they are past.</summary>
    private static async Task SendAsync(RecorderHarness harness, MarketEvent[] ticks, bool isLoopLate)
    {
        if (isLoopLate)
        {
            harness.Feed.CompleteUntil = harness.Now;
            await harness.PassAsync(TimeSpan.FromTicks((ticks[^1].TsInit - harness.Now) / 100));
        }

        for (var i = 0; i < ticks.Length; i++)
        {
            if (!isLoopLate) await harness.PassAsync(TimeSpan.FromTicks((ticks[i].TsInit - harness.Now) / 100 - TimeSpan.TicksPerMillisecond * 100));
            await harness.Feed.SendAsync(ticks[i]);
            if (!isLoopLate) await harness.UntilTicksAsync(i + 1);
        }
    }

    private static MarketEvent Trade(UnixNanos second, int millisecondsAfter, long price = 10_000_000_000) => new(
        MarketEventKind.Trade, Key, price, 100_000_000, 0, 0, TickFlags.None, second,
        second + millisecondsAfter * UnixNanos.PerMillisecond);
}

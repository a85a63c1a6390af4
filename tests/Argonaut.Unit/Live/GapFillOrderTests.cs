using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live;
using Argonaut.Live.Gaps;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Unit.Seeds;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>A gap is in the ledger before the tick that ended it is in the store; all loops run on one thread, in the test's order.</summary>
public sealed class GapFillOrderTests
{
    [Fact]
    public async Task A_filler_that_is_quicker_than_the_loop_does_not_bring_the_tick_that_ended_the_gap_a_second_time()
    {
        var ct = CancellationToken.None;   // waits that cannot be cancelled go on on the test's thread, and on no other
        var time = new ManualTimeProvider(RecorderHarness.Ten.ToDateTimeOffset());
        var (store, feed, options, log) = (new MemoryMarketStore(), new ScriptedFeed(time), RecorderHarness.Quick, NullLogger.Instance);
        var key = (await store.SaveInstrumentAsync(RecorderHarness.Aapl, ct)).Key;
        var table = new InstrumentTable();
        table.Set([RecorderHarness.Aapl with { Key = key }]);
        var tick = new MarketEvent(MarketEventKind.Trade, key, 100, 10, 0, 0, TickFlags.None, RecorderHarness.Ten, RecorderHarness.Ten + 1);
        feed.Ticks = _ => new TickPage([tick with { TsInit = tick.TsEvent }], null);

        var gap = await store.AddAsync(
            new Gap(0, 1, key, MarketEventKind.Trade, tick.TsInit - UnixNanos.PerMinute, tick.TsInit, null, null, "link_lost", feed.Source, GapState.Open, null), ct);

        using var spool = RecorderHarness.NewSpool(time);
        var queue = new StoreQueue(1_000, 100, 100, TimeSpan.Zero, time);
        var loop = new IngestionLoop(table, queue, new FeedWatch(), new LineInbox(), new ObserverList(log), feed, options, time, log)
        {
            OnStale = _ => { }, OnHole = (_, _) => { }, OnGap = () => { }, OnSilent = (_, _, _) => { }, OnLearnt = _ => { },
        };
        var replay = new SpoolReplay(spool, store, feed.Source, options, time, log) { StreamSource = feed.Source, OnProblem = _ => { }, OnBooksLost = () => { } };
        var writer = new StoreWriter(queue, store, spool, replay, feed.Source, options, time, log, () => { }) { OnBooksLost = () => { } };
        var rebuilder = new BarRebuilder(table, queue, store, loop, options, time, log);
        using var filler = new GapFiller(
            table, queue, store, store, feed, new HistoryFiller(queue, feed, loop, rebuilder, options, time, log), rebuilder, loop, options, time, log);

        var before = SynchronizationContext.Current;
        var thread = new OneThread();
        SynchronizationContext.SetSynchronizationContext(thread);
        try
        {
            var writing = writer.RunAsync(ct);
            var replaying = replay.CatchUpAsync(ct);
            thread.Run(() => false);
            loop.Continue(MarketEventKind.Trade, replay.PositionOf(MarketEventKind.Trade));
            Assert.True(loop.Ticks.TryWrite(tick));
            time.Advance(TimeSpan.FromSeconds(1));

            var filling = filler.FillAsync(gap, null, ct);
            thread.Run(() => false);   // as far as it can get before the loop comes to the tick
            var looping = loop.RunAsync(ct);
            thread.Run(() => filling.IsCompleted);

            Assert.True(filling.IsCompletedSuccessfully);
            Assert.Equal(GapState.Filled, Assert.Single(store.Gaps).State);
            Assert.Equal([tick.TsInit], store.Ticks.Select(t => t.TsInit));
            Assert.Null((writing.Exception ?? replaying.Exception ?? looping.Exception)?.InnerException);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}

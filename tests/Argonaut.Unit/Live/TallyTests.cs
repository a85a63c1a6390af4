using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Quality;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Live;

/// <summary>api.md A-080: every tick is in exactly one of the counters, at every read.</summary>
public sealed class TallyTests
{
    private static readonly ImmutableArray<MarketEventKind> Kinds = [.. KindSet.Ticks.Each];

    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());

    [Fact]
    public void Whatever_happens_to_ticks_the_counters_of_each_kind_balance() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), steps =>
        {
            var queue = new StoreQueue(1_000, 5, 7, TimeSpan.Zero, _time);
            var spool = RecorderHarness.NewSpool(_time).Status;
            var (received, sequence) = (0L, 0L);
            foreach (var step in steps)
            {
                var kind = Kinds[step % 3];
                switch (step / 3 % 5)
                {
                    case 0 or 1:
                        queue.Append(Tick(kind, ++sequence), []);
                        received++;
                        break;
                    case 2:
                        queue.Refuse(kind, step % 7 == 0 ? QualityRule.Duplicate : QualityRule.PriceZero);
                        received++;
                        break;
                    case 3:
                        queue.Acknowledge(queue.Take(), RecorderHarness.Ten, isFree: step % 2 == 0);
                        break;
                    default:
                        queue.GiveUp(queue.Take(), isFree: step % 2 == 0);
                        break;
                }

                var counters = queue.Read(null, spool, RecorderHarness.Ten);
                Assert.True(counters.IsBalanced, counters.ToString());
                Assert.Equal(received, counters.Received);
                Assert.Equal(counters.Rejected, counters.RejectedByReason.Values.Sum());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ten_million_ticks_are_all_accounted_for()
    {
        const int Ticks = 10_000_000;
        var queue = new StoreQueue(Queues.Store.Capacity, 5_000, 20_000, TimeSpan.Zero, _time);
        var spool = RecorderHarness.NewSpool(_time).Status;
        for (var i = 1; i <= Ticks; i++)
        {
            var kind = Kinds[i % 3];
            if (i % 1_000 == 0) queue.Refuse(kind, QualityRule.SizeZero);
            else queue.Append(Tick(kind, i), []);
            if (i % 10_000 != 0) continue;
            Assert.True(queue.Read(null, spool, RecorderHarness.Ten).IsBalanced);
            queue.Acknowledge(queue.Take(), RecorderHarness.Ten);
        }

        while (queue.Read(null, spool, RecorderHarness.Ten).InFlight > 0) queue.Acknowledge(queue.Take(), RecorderHarness.Ten);
        var end = queue.Read(null, spool, RecorderHarness.Ten);
        Assert.Equal((Ticks, Ticks / 1_000, Ticks - Ticks / 1_000L), (end.Received, end.Rejected, end.Acknowledged));
        Assert.All(end.Kinds, k => Assert.InRange(k.Received, Ticks / 3, Ticks / 3 + 1));
        Assert.Equal(Kinds, end.Kinds.Select(k => k.Kind));
    }

    private static MarketEvent Tick(MarketEventKind kind, long sequence) =>
        new(kind, new InstrumentKey(1), 1, 1, 1, 1, TickFlags.None, RecorderHarness.Ten, RecorderHarness.Ten, 1, sequence);
}

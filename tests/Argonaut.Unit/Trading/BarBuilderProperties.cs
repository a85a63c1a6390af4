using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Trading.Bars;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading;

public class BarBuilderProperties
{
    private static readonly InstrumentKey Key = new(1);
    private static readonly UnixNanos Start = UnixNanos.FromDate(new DateOnly(2026, 10, 30)) + 23 * UnixNanos.PerHour + 59 * UnixNanos.PerMinute;

    [Fact]
    public void Trades_and_time_in_any_interleaving_give_the_bars_of_a_query_over_all_ticks() =>
        Prop.ForAll(Walks(), walk => AgreesWithNaive(walk, PriceType.Last)).QuickCheckThrowOnFailure();

    [Fact]
    public void Quotes_in_any_interleaving_give_the_mid_bars_of_a_query_over_all_ticks() =>
        Prop.ForAll(Walks(), walk => AgreesWithNaive(walk, PriceType.Mid)).QuickCheckThrowOnFailure();

    [Fact]
    public void Volumes_of_every_timeframe_add_up_to_the_sizes_of_the_ticks() =>
        Prop.ForAll(Walks(), walk =>
        {
            var run = Run.Of(walk, PriceType.Last);
            return run.Stale.Count > 0 || Timeframe.All.All(t => run.Bars(t).Sum(b => b.Volume) == run.Ticks.Sum(x => x.B));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_closes_before_the_next_close_and_something_does_at_it() =>
        Prop.ForAll(Walks(), walk =>
        {
            var bars = new BarBuilder(Key, PriceType.Last, Start);
            var changes = new BarChanges();
            foreach (var tick in Run.Of(walk, PriceType.Last).Ticks) bars.Add(tick, changes);
            for (changes.Clear(); bars.NextClose is var next && next < UnixNanos.MaxValue; changes.Clear())
            {
                bars.Advance(next - 1, changes);
                if (changes.Closed.Count > 0 || bars.NextClose != next) return false;
                bars.Advance(next, changes);
                if (changes.Closed.Count == 0) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parts_merge_to_the_same_bar_in_any_order_and_grouping() =>
        Prop.ForAll(Walks(), walk =>
        {
            var run = Run.Of(walk, PriceType.Last);
            var seconds = NaiveBars.Of(run.Ticks, Timeframe.Second1, t => t.A);
            return Timeframe.All.Skip(1).All(t => seconds.GroupBy(s => t.OpenOf(s.TsOpen)).All(parts => OrderDoesNotMatter([.. parts], t)));
        }).QuickCheckThrowOnFailure();

    private static bool OrderDoesNotMatter(List<Bar> parts, Timeframe t)
    {
        if (parts.Count < 3) return true;
        var third = parts.Count / 3;
        var left = parts.Take(third).Aggregate((a, b) => BarMerge.Merge(a, b, t));
        var right = parts.Skip(third).Reverse().Aggregate((a, b) => BarMerge.Merge(b, a, t));
        var forward = parts.Aggregate((a, b) => BarMerge.Merge(a, b, t));
        return BarMerge.Merge(left, right, t) == forward && BarMerge.Merge(right, left, t) == forward;
    }

    private static bool AgreesWithNaive(Step[] walk, PriceType priceType)
    {
        var run = Run.Of(walk, priceType);
        foreach (var timeframe in Timeframe.All)
        {
            var stale = run.Stale.Where(s => s.Timeframe == timeframe).Select(s => s.Open).ToHashSet();
            var expected = NaiveBars.Of(run.Ticks, timeframe, t => priceType == PriceType.Last ? t.A : (t.A + t.B) / 2, priceType == PriceType.Last);
            var found = run.Bars(timeframe);
            if (!expected.Where(b => !stale.Contains(b.TsOpen)).SequenceEqual(found.Where(b => !stale.Contains(b.TsOpen)))) return false;
        }

        return run.RevisionsGoUpByOne;
    }

    /// <summary>Ticks mostly near the present, some late by seconds to days, some skipping ahead; now and then time passes.</summary>
    private static Arbitrary<Step[]> Walks()
    {
        var move = Gen.Frequency(
            (10, Gen.Choose(0, 1_500).Select(ms => (long)ms)),
            (3, Gen.Choose(-20_000, 0).Select(ms => (long)ms)),
            (1, Gen.Choose(-90_000, 200_000).Select(s => s * 100L)),
            (1, Gen.Choose(-40, 40).Select(h => h * 3_600_000L)));
        var step = from ms in move
                   from isTime in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
                   from price in Gen.Choose(90, 110)
                   from size in Gen.Choose(1, 500)
                   select new Step(ms, isTime, price * 2 * 1_000_000L, size * 100_000_000L);
        return step.ArrayOf().Select(steps => steps.Take(400).ToArray()).ToArbitrary();
    }

    internal sealed record Step(long Milliseconds, bool IsTime, long Price, long Size);

    private sealed class Run
    {
        private readonly Dictionary<(Timeframe, UnixNanos), Bar> _closed = [];
        private readonly BarBuilder _builder;

        private Run(PriceType priceType, UnixNanos from) => _builder = new BarBuilder(Key, priceType, from);

        public List<MarketEvent> Ticks { get; } = [];

        public HashSet<StaleInterval> Stale { get; } = [];

        public bool RevisionsGoUpByOne { get; private set; } = true;

        public static Run Of(Step[] walk, PriceType priceType)
        {
            var run = new Run(priceType, Start - 100 * UnixNanos.PerDay);
            var changes = new BarChanges();
            var now = Start;
            var sequence = 0L;
            foreach (var step in walk)
            {
                var at = now + step.Milliseconds * UnixNanos.PerMillisecond;
                if (step.Milliseconds is > 0 and < 10_000_000) now = at;
                if (step.IsTime) run._builder.Advance(at, changes);
                else
                {
                    sequence++;
                    var isTrade = priceType == PriceType.Last;
                    // Equal ts_init for two ticks in a row: then the sequence decides.
                    var tick = new MarketEvent(
                        isTrade ? MarketEventKind.Trade : MarketEventKind.Quote, Key, step.Price, isTrade ? step.Size : step.Price + 2_000,
                        0, 0, TickFlags.None, at, Start + sequence / 2, Stream: 1, sequence);
                    run.Ticks.Add(tick);
                    run._builder.Add(tick, changes);
                }

                run.Take(changes);
            }

            return run;
        }

        /// <summary>Closed bars by open, then the one that is still open.</summary>
        public List<Bar> Bars(Timeframe timeframe)
        {
            var bars = _closed.Values.Where(b => b.Timeframe == timeframe).OrderBy(b => b.TsOpen).ToList();
            if (_builder.TryGetOpen(timeframe, out var open)) bars.Add(open);
            return [.. bars.Select(b => b with { IsClosed = true, Revision = 0 })];
        }

        private void Take(BarChanges changes)
        {
            foreach (var bar in changes.Closed)
            {
                if (_closed.TryGetValue((bar.Timeframe, bar.TsOpen), out var before)) RevisionsGoUpByOne &= bar.Revision == before.Revision + 1;
                else RevisionsGoUpByOne &= bar.Revision == 0;
                _closed[(bar.Timeframe, bar.TsOpen)] = bar;
            }

            foreach (var stale in changes.Stale) Stale.Add(stale);
            changes.Clear();
        }
    }
}

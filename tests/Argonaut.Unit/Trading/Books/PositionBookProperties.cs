using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Books;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading.Books;

public class PositionBookProperties
{
    private const int Rows = 5;

    private static readonly InstrumentKey Key = new(1);

    [Fact]
    public void A_book_of_the_deltas_equals_the_rows_after_every_message() =>
        Prop.ForAll(Messages(), messages => Run(messages, static _ => true)).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_delta_fits_the_book_before_it() =>
        Prop.ForAll(Messages(), messages => Run(messages, static run => run.Misfits == 0)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_snapshot_at_any_moment_makes_the_same_book() => Prop.ForAll(Messages(), messages => Run(messages, static run =>
    {
        var changes = new List<LevelChange>();
        run.Book.AddSnapshot(changes);
        var fresh = new LevelBook();
        Apply(fresh, changes);
        return changes[0] == LevelChange.Clear && changes.Skip(1).All(change => change.Action == BookAction.Add)
            && fresh.Copy(99).Bids.SequenceEqual(run.Levels.Copy(99).Bids) && fresh.Copy(99).Asks.SequenceEqual(run.Levels.Copy(99).Asks);
    })).QuickCheckThrowOnFailure();

    [Fact]
    public void A_position_that_is_not_there_changes_nothing_and_is_said_so() => Prop.ForAll(Messages(), Wild(), (messages, wild) => Run(messages, run =>
    {
        var naive = run.Naive;
        var before = (naive.Bids.ToArray(), naive.Asks.ToArray());
        var changes = new List<LevelChange>();
        if (run.Book.TryApply(wild, changes)) return naive.Apply(wild) && run.Follow(changes);
        return changes.Count == 0 && !naive.Apply(wild) && naive.Bids.SequenceEqual(before.Item1) && run.IsEqual;
    })).QuickCheckThrowOnFailure();

    [Fact]
    public void A_book_of_the_same_rows_goes_on_in_the_same_way() => Prop.ForAll(Messages(), Messages(), (before, after) =>
    {
        var (book, copy) = (new PositionBook(Rows), new PositionBook(Rows));
        var (changes, copied) = (new List<LevelChange>(), new List<LevelChange>());
        foreach (var message in before) book.TryApply(message, changes);
        copy.Restore(book.RowsOf(OrderSide.Buy), book.RowsOf(OrderSide.Sell));
        changes.Clear();
        return after.All(message => book.TryApply(message, changes) == copy.TryApply(message, copied)) && changes.SequenceEqual(copied);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_goes_is_told_before_what_comes() => Prop.ForAll(Messages(), messages =>
    {
        var book = new PositionBook(Rows);
        var changes = new List<LevelChange>();
        foreach (var message in messages)
        {
            changes.Clear();
            if (!book.TryApply(message, changes)) continue;
            var adds = changes.FindIndex(change => change.Action == BookAction.Add);
            if (adds >= 0 && changes.FindIndex(adds, change => change.Action == BookAction.Delete) >= 0) return false;
            if (changes.Count > 2 || changes.Exists(change => change.Side != message.Side)) return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static bool Run(RowChange[] messages, Func<Walk, bool> also)
    {
        var run = new Walk();
        foreach (var message in messages)
        {
            var changes = new List<LevelChange>();
            if (run.Book.TryApply(message, changes) != run.Naive.Apply(message)) return false;
            if (!run.Follow(changes)) return false;
        }

        return also(run);
    }

    private static int Apply(LevelBook book, List<LevelChange> changes)
    {
        var misfits = 0;
        foreach (var (action, side, price, size) in changes)
            if (!book.Apply(new BookDelta(Key, action, side, price, size, RecordFlags.None, default, default))) misfits++;
        return misfits;
    }

    /// <summary>Few prices and sizes, so that rows share prices; sizes of 0; positions of which a few do not exist.</summary>
    private static Arbitrary<RowChange[]> Messages() => Arb.From(Gen.ArrayOf(Change(0, Rows)).Resize(60));

    private static Arbitrary<RowChange> Wild() => Arb.From(Change(-2, Rows * 2));

    private static Gen<RowChange> Change(int low, int high) =>
        from operation in Gen.Frequency((6, Gen.Constant(RowOperation.Insert)), (4, Gen.Constant(RowOperation.Update)), (3, Gen.Constant(RowOperation.Delete)))
        from side in Gen.Elements(OrderSide.Buy, OrderSide.Sell)
        from position in Gen.Choose(low, high)
        from price in Gen.Choose(100, 106)
        from size in Gen.Choose(0, 3)
        select new RowChange(operation, side, position, price, size * 10);

    private sealed class Walk
    {
        public PositionBook Book { get; } = new(Rows);

        public NaivePositionBook Naive { get; } = new(Rows);

        public LevelBook Levels { get; } = new();

        public int Misfits { get; private set; }

        public bool IsEqual
        {
            get
            {
                var (bids, asks) = Levels.Copy(99);
                return bids.SequenceEqual(NaivePositionBook.Levels(Naive.Bids, isBid: true))
                    && asks.SequenceEqual(NaivePositionBook.Levels(Naive.Asks, isBid: false));
            }
        }

        public bool Follow(List<LevelChange> changes)
        {
            Misfits += Apply(Levels, changes);
            return IsEqual;
        }
    }
}

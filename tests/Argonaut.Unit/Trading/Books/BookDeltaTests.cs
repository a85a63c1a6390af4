using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Books;
using Xunit;

namespace Argonaut.Unit.Trading.Books;

public class BookDeltaTests
{
    [Fact]
    public void A_delta_comes_back_from_an_event_as_it_went_in()
    {
        foreach (var action in Enum.GetValues<BookAction>())
            foreach (var side in Enum.GetValues<OrderSide>())
                foreach (var flags in (RecordFlags[])[RecordFlags.None, RecordFlags.Last, RecordFlags.Snapshot, RecordFlags.Snapshot | RecordFlags.Last, (RecordFlags)255])
                {
                    var delta = new BookDelta(new InstrumentKey(7), action, side, 101, 5, flags, new UnixNanos(3), new UnixNanos(4));
                    Assert.Equal(delta, MarketEvent.From(delta).BookDelta);
                }
    }

    [Fact]
    public void Numbers_are_those_of_NautilusTrader()
    {
        Assert.Equal([1, 2, 3, 4], new[] { BookAction.Add, BookAction.Update, BookAction.Delete, BookAction.Clear }.Select(a => (int)a));
        Assert.Equal((0, 1, 2), ((int)OrderSide.NoOrderSide, (int)OrderSide.Buy, (int)OrderSide.Sell));
        Assert.Equal((32, 128), ((int)RecordFlags.Snapshot, (int)RecordFlags.Last));
    }

    [Fact]
    public void A_full_side_loses_its_last_level_when_a_better_one_comes()
    {
        var book = new PositionBook(2);
        var changes = new List<LevelChange>();
        Assert.True(book.TryApply(new RowChange(RowOperation.Insert, OrderSide.Buy, 0, 100, 5), changes));
        Assert.True(book.TryApply(new RowChange(RowOperation.Insert, OrderSide.Buy, 1, 99, 6), changes));
        changes.Clear();

        Assert.True(book.TryApply(new RowChange(RowOperation.Insert, OrderSide.Buy, 0, 101, 7), changes));

        Assert.Equal([new(BookAction.Delete, OrderSide.Buy, 99, 0), new(BookAction.Add, OrderSide.Buy, 101, 7)], changes);
    }

    [Fact]
    public void Two_market_makers_at_a_price_are_one_level()
    {
        var book = new PositionBook(5);
        var changes = new List<LevelChange>();
        book.TryApply(new RowChange(RowOperation.Insert, OrderSide.Sell, 0, 100, 5), changes);
        book.TryApply(new RowChange(RowOperation.Insert, OrderSide.Sell, 1, 100, 6), changes);
        book.TryApply(new RowChange(RowOperation.Delete, OrderSide.Sell, 0, 0, 0), changes);
        book.TryApply(new RowChange(RowOperation.Delete, OrderSide.Sell, 0, 0, 0), changes);

        Assert.Equal(
            [
                new(BookAction.Add, OrderSide.Sell, 100, 5), new(BookAction.Update, OrderSide.Sell, 100, 11),
                new(BookAction.Update, OrderSide.Sell, 100, 6), new(BookAction.Delete, OrderSide.Sell, 100, 0),
            ], changes);
    }

    [Fact]
    public void A_book_grows_beyond_its_first_places()
    {
        var book = new LevelBook();
        for (var i = 1; i <= 100; i++)
            Assert.True(book.Apply(new BookDelta(new InstrumentKey(1), BookAction.Add, OrderSide.Buy, i, i, RecordFlags.None, default, default)));

        Assert.Equal(100, book.BidCount);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => new BookLevel(100 - i, 100 - i)), book.Copy(500).Bids);
        Assert.Equal((new BookLevel(100, 100), default(BookLevel)), (book.Bid(0), book.Ask(0)));
    }
}

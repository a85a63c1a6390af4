using System.Globalization;
using System.Text;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Tests.Shared;
using Argonaut.Trading.Books;
using Argonaut.Trading.Quality;
using Argonaut.Unit.Trading.Books;
using Argonaut.Venues.Ib;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Depth messages become deltas (ib-tws-protocol.md 8.9).</summary>
public sealed class IbDepthTests
{
    private const int Request = 1_000_000_000;
    private const int Rows = 5;

    private static readonly InstrumentKey Key = new(7);

    private readonly IbSkipCounts _skipped = new();
    private readonly IbTickDecoder _decoder;
    private readonly IbStream _stream;
    private UnixNanos _now = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 14 * UnixNanos.PerHour + 3_599 * UnixNanos.PerSecond;

    public IbDepthTests()
    {
        _decoder = new IbTickDecoder(_skipped);
        _decoder.Reset(Request);
        var instrument = new Instrument
        {
            Id = InstrumentId.Parse("AAPL.NASDAQ"), Source = "IB", Class = InstrumentClass.Equity, AssetClass = AssetClass.Equity, RawSymbol = "AAPL",
            QuoteCurrency = "USD", PriceIncrement = Price.Parse("0.01"), SizeIncrement = Quantity.Parse("1"), Key = Key,
        };
        _stream = new IbStream(Request, IbStreamMode.Depth, new IbLine(instrument, MarketEventKind.BookDelta), 1) { Rows = new IbDepthBook(Rows, isSmart: true) };
        _decoder.Add(_stream);
    }

    [Fact]
    public void The_first_update_says_that_the_book_begins_empty()
    {
        var deltas = Take(Insert(0, isBid: true, "185.50", "300"));

        Assert.Equal(
            [(BookAction.Clear, OrderSide.NoOrderSide, 0L, 0L, (RecordFlags)160), (BookAction.Add, OrderSide.Buy, 18_550_000_000L, 30_000_000_000L, RecordFlags.Last)],
            deltas.Select(d => (d.Action, d.Side, d.Price, d.Size, d.Flags)));
        Assert.All(deltas, d => Assert.Equal((Key, d.TsInit), (d.Instrument, d.TsEvent)));
        Assert.True(deltas[0].TsInit < deltas[1].TsInit);
    }

    [Fact]
    public void Side_1_is_the_bid_and_side_0_the_ask()
    {
        Take(Insert(0, isBid: true, "185.50", "1"));
        Assert.Equal(OrderSide.Sell, Assert.Single(Take(Insert(0, isBid: false, "185.52", "1"))).Side);
    }

    [Fact]
    public void All_deltas_of_a_message_have_one_time_and_only_the_last_one_ends_the_update()
    {
        Take(Insert(0, isBid: true, "185.50", "1"));

        var moved = Take(Message(0, operation: 1, isBid: true, "185.49", "2"));

        Assert.Equal([(BookAction.Delete, RecordFlags.None), (BookAction.Add, RecordFlags.Last)], moved.Select(d => (d.Action, d.Flags)));
        Assert.Single(moved.Select(d => d.TsInit).Distinct());
        Assert.Equal(0, moved[0].Size);
    }

    [Fact]
    public void The_message_without_a_market_maker_is_read_as_well()
    {
        Assert.Equal(IbTickOutcome.Deltas, _decoder.Decode(Payload("12", "1", $"{Request}", "0", "0", "1", "185.50", "300"), _now, out _));
        Assert.Equal(2, _decoder.Deltas.Length);
    }

    [Fact]
    public void Each_hour_begins_with_the_whole_book()
    {
        Take(Insert(0, isBid: true, "185.50", "1"));
        Take(Insert(1, isBid: true, "185.49", "2"));
        _now += UnixNanos.PerSecond;

        var deltas = Take(Insert(0, isBid: false, "185.52", "3"));

        Assert.Equal(
            [(BookAction.Clear, (RecordFlags)32), (BookAction.Add, (RecordFlags)32), (BookAction.Add, (RecordFlags)160), (BookAction.Add, RecordFlags.Last)],
            deltas.Select(d => (d.Action, d.Flags)));
        Assert.Equal(UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 15 * UnixNanos.PerHour, deltas[0].TsInit);
        Assert.Single(Take(Insert(1, isBid: false, "185.53", "3")));
    }

    [Fact]
    public void A_row_that_is_not_there_breaks_the_book_which_is_cleared_and_counted()
    {
        Take(Insert(0, isBid: true, "185.50", "1"));

        var deltas = Take(Message(3, operation: 1, isBid: true, "185.40", "1"));

        Assert.Equal((BookAction.Clear, (RecordFlags)160), Assert.Single(deltas.Select(d => (d.Action, d.Flags))));
        Assert.Same(_stream, _decoder.BrokenBook);
        Assert.Equal(1, _skipped[IbSkip.BookRow]);
    }

    [Fact]
    public void A_reset_clears_the_book_and_the_stream_fills_it_again()
    {
        Take(Insert(0, isBid: true, "185.50", "1"));

        _decoder.ResetBook(_stream, _now);

        Assert.Equal((BookAction.Clear, (RecordFlags)160), (_decoder.Deltas[0].BookDelta.Action, _decoder.Deltas[0].BookDelta.Flags));
        Assert.Equal((BookAction.Add, 18_550_000_000L), Assert.Single(Take(Insert(0, isBid: true, "185.50", "1")).Select(d => (d.Action, d.Price))));
    }

    [Theory]
    [InlineData("185.512345678901", "1", IbSkip.Inexact, QualityRule.PriceTooFine)]
    [InlineData("-1", "1", IbSkip.NonPositive, QualityRule.PriceNegative)]
    [InlineData("0", "1", IbSkip.NonPositive, QualityRule.PriceZero)]
    [InlineData("185.51", "0.000000001", IbSkip.Inexact, QualityRule.SizeTooFine)]
    public void A_row_that_cannot_be_used_keeps_its_place_is_no_level_and_is_refused_with_its_rule(string price, string size, IbSkip reason, QualityRule rule)
    {
        Take(Insert(0, isBid: true, "185.50", "1"));

        Assert.Equal(IbTickOutcome.Refused, _decoder.Decode(Insert(0, isBid: true, price, size), _now, out _));
        Assert.Equal((Key, MarketEventKind.BookDelta, rule), _decoder.Refused);
        Assert.Equal(1, _skipped[reason]);
        var below = Assert.Single(Take(Message(1, operation: 1, isBid: true, "185.50", "9")));
        Assert.Equal((BookAction.Update, 18_550_000_000L), (below.Action, below.Price));
    }

    [Fact]
    public void Messages_allocate_nothing_after_warm_up()
    {
        byte[][] payloads =
        [
            Insert(0, isBid: true, "185.50", "1"), Insert(0, isBid: false, "185.52", "1"), Message(0, 1, true, "185.51", "2"), Message(0, 1, false, "185.52", "7"),
            Message(0, 2, true, "0", "0"), Message(0, 2, false, "0", "0"),
        ];
        Decode(payloads, 1_000);
        Assert.Equal(0, Allocations.Of(() => Decode(payloads, 10_000)));
    }

    [Fact]
    public void A_book_of_the_deltas_equals_the_rows_of_the_wire_after_every_message() => Prop.ForAll(Messages(), messages =>
    {
        var test = new IbDepthTests();
        var (naive, book) = (new NaivePositionBook(Rows), new LevelBook());
        foreach (var (operation, isBid, position, cents, lots) in messages)
        {
            test._now += 7 * UnixNanos.PerMinute;
            var change = new RowChange((RowOperation)operation, isBid ? OrderSide.Buy : OrderSide.Sell, position, cents * 1_000_000L, lots * 100_000_000L);
            var price = (cents / 100m).ToString(CultureInfo.InvariantCulture);
            test._decoder.Decode(Message(position, operation, isBid, price, $"{lots}"), test._now, out _);
            foreach (var delta in test._decoder.Deltas)
                if (!book.Apply(delta.BookDelta)) return false;
            if (test._decoder.BrokenBook is not null) return !naive.Apply(change) && book.BidCount + book.AskCount == 0;
            if (!naive.Apply(change) || !book.Copy(99).Bids.SequenceEqual(NaivePositionBook.Levels(naive.Bids, true))
                || !book.Copy(99).Asks.SequenceEqual(NaivePositionBook.Levels(naive.Asks, false))) return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<(int Operation, bool IsBid, int Position, int Cents, int Lots)[]> Messages()
    {
        // Mostly rows that are there, so that books live for a while.
        var message =
            from operation in Gen.Frequency((8, Gen.Constant(0)), (3, Gen.Constant(1)), (2, Gen.Constant(2)))
            from isBid in Gen.Elements(true, false)
            from position in operation == 0 ? Gen.Constant(0) : Gen.Choose(0, 2)
            from cents in Gen.Choose(18_500, 18_506)
            from lots in Gen.Choose(0, 4)
            select (operation, isBid, position, cents, lots);
        return Arb.From(Gen.ArrayOf(message).Resize(40));
    }

    private BookDelta[] Take(byte[] payload)
    {
        Assert.Equal(IbTickOutcome.Deltas, _decoder.Decode(payload, _now, out _));
        return [.. _decoder.Deltas.ToArray().Select(d => d.BookDelta)];
    }

    private void Decode(byte[][] payloads, int rounds)
    {
        for (var i = 0; i < rounds; i++)
            foreach (var payload in payloads) _decoder.Decode(payload, _now, out _);
    }

    private static byte[] Insert(int position, bool isBid, string price, string size) => Message(position, operation: 0, isBid, price, size);

    private static byte[] Message(int position, int operation, bool isBid, string price, string size) =>
        Payload("13", "1", $"{Request}", $"{position}", "ARCA", $"{operation}", isBid ? "1" : "0", price, size, "1");

    private static byte[] Payload(params string[] fields) => Encoding.ASCII.GetBytes(string.Concat(fields.Select(f => f + "\0")));
}

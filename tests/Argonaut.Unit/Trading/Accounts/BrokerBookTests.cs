using Argonaut.Domain;
using Argonaut.Trading.Accounts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Trading.Accounts;

/// <summary>What a broker tells, in whatever order (ib-tws-protocol.md 9.5, faults.md F-313).</summary>
public sealed class BrokerBookTests
{
    private static readonly BrokerContract Apple = new("265598", "AAPL", "AAPL", "STK", "USD");

    private readonly BrokerBook _book = new();

    [Fact]
    public void An_order_is_shown_with_its_fills_whichever_came_first()
    {
        _book.Fill(Fill("e.01.01", 40));
        _book.Open(AnOrder());
        Assert.Equal((40m, BrokerOrderStatus.PartiallyFilled), Shown());
        _book.Fill(Fill("e.02.01", 60));
        Assert.Equal((100m, BrokerOrderStatus.Filled), Shown());
    }

    [Fact]
    public void A_status_that_counts_fewer_fills_is_an_old_message()
    {
        _book.Open(AnOrder());
        _book.Report("7", BrokerOrderStatus.Accepted, "Submitted", 40, "150.25", "", default);
        _book.Report("7", BrokerOrderStatus.Accepted, "Submitted", 0, "0", "", default);
        Assert.Equal((40m, BrokerOrderStatus.PartiallyFilled), Shown());
    }

    [Fact]
    public void What_was_filled_or_cancelled_stays_so_and_what_was_refused_can_come_back()
    {
        _book.Open(AnOrder());
        _book.Report("7", BrokerOrderStatus.Rejected, "Inactive", 0, "0", "", default);
        _book.Open(AnOrder());
        Assert.Equal(BrokerOrderStatus.Accepted, Shown().Status);
        _book.Report("7", BrokerOrderStatus.Canceled, "Cancelled", 0, "0", "", default);
        _book.Open(AnOrder());
        _book.Report("7", BrokerOrderStatus.Accepted, "Submitted", 0, "0", "", default);
        Assert.Equal(BrokerOrderStatus.Canceled, Shown().Status);
    }

    [Fact]
    public void A_fill_after_a_cancel_still_counts()
    {
        _book.Open(AnOrder());
        _book.Report("7", BrokerOrderStatus.Canceled, "Cancelled", 0, "0", "", default);
        _book.Fill(Fill("e.01.01", 1));
        Assert.Equal((1m, BrokerOrderStatus.Canceled), Shown());
    }

    [Fact]
    public void A_correction_replaces_its_fill_and_the_last_commission_counts()
    {
        _book.Commission("e.01.01", "1.0", "USD");
        _book.Fill(Fill("e.01.01", 40));
        Assert.Equal("1.0", Assert.Single(_book.Picture.Fills).Commission);
        _book.Fill(Fill("e.01.02", 40) with { Price = "150.30" });
        _book.Commission("e.01.02", "2.0", "USD");
        _book.Commission("e.01.02", "2.5", "USD");
        var fill = Assert.Single(_book.Picture.Fills);
        Assert.Equal(("e.01.02", "150.30", "2.5"), (fill.FillId, fill.Price, fill.Commission));
    }

    [Fact]
    public void A_combo_is_filled_by_its_own_fills_and_not_by_those_of_its_legs()
    {
        _book.Open(AnOrder() with { Contract = Apple with { SecurityType = "BAG" } });
        _book.Fill(Fill("e.02.01", 80));
        Assert.Equal(0m, Shown().Filled);
        _book.Fill(Fill("e.01.01", 40) with { Contract = Apple with { SecurityType = "BAG" } });
        _book.Fill(Fill("e.03.01", 40));
        Assert.Equal(40m, Shown().Filled);
    }

    [Fact]
    public void An_order_that_no_list_has_any_more_is_unknown_until_one_has_it()
    {
        List(AnOrder());
        List();
        Assert.Equal((BrokerOrderStatus.Accepted, OrderResolution.Unknown), (Shown().Status, Assert.Single(_book.Picture.Orders).Resolution));
        _book.BeginList();
        _book.Finished(AnOrder() with { Status = BrokerOrderStatus.Canceled, VenueStatus = "Cancelled", ClientId = 0, OrderId = 0 });
        _book.EndList(default);
        var order = Assert.Single(_book.Picture.Orders);
        Assert.Equal((BrokerOrderStatus.Canceled, OrderResolution.Settled, 8, 5), (order.Status, order.Resolution, order.ClientId, order.OrderId));
    }

    [Fact]
    public void Who_placed_an_order_that_was_only_seen_finished_is_known_from_its_fills()
    {
        _book.Fill(Fill("e.01.01", 100));
        _book.Finished(AnOrder() with { ClientId = 0, OrderId = 0, Status = BrokerOrderStatus.Filled, Filled = 100 });
        var order = Assert.Single(_book.Picture.Orders);
        Assert.Equal((8, 5, true), (order.ClientId, order.OrderId, order.IsExternal));
    }

    [Fact]
    public void An_order_that_left_the_list_with_all_its_fills_is_filled()
    {
        List(AnOrder());
        _book.Report("7", BrokerOrderStatus.Accepted, "Submitted", 100, "150.25", "", default);
        List();
        Assert.Equal((100m, BrokerOrderStatus.Filled), Shown());
    }

    [Fact]
    public void A_position_of_nothing_has_ended_and_a_new_connection_tells_all_again()
    {
        _book.Position(new BrokerPosition("DU1", Apple, 10, "150", default));
        _book.Position(new BrokerPosition("DU2", Apple, -5, "150", default));
        _book.Position(new BrokerPosition("DU1", Apple, 0, "0", default));
        Assert.Equal(("DU2", -5m), (_book.Picture.Positions.Single().Account, _book.Picture.Positions.Single().Quantity));
        List();
        Assert.NotNull(_book.Picture.ListedAt);
        _book.Reconnected();
        Assert.Empty(_book.Picture.Positions);
        Assert.Null(_book.Picture.ListedAt);
    }

    [Fact]
    public void Only_the_latest_finished_orders_and_fills_are_kept()
    {
        for (var i = 0; i < BrokerBook.MostKept + 10; i++)
        {
            _book.Finished(AnOrder() with { VenueOrderId = $"{i}", Status = BrokerOrderStatus.Filled, UpdatedAt = new UnixNanos(i) });
            _book.Fill(Fill($"e{i}.01.01", 1) with { VenueOrderId = $"{i}", At = new UnixNanos(i) });
        }

        _book.Open(AnOrder() with { VenueOrderId = "working" });
        _book.EndList(default);
        Assert.Equal(BrokerBook.MostKept + 1, _book.Picture.Orders.Length);
        Assert.Equal(BrokerBook.MostKept, _book.Picture.Fills.Length);
        Assert.DoesNotContain(_book.Picture.Orders, o => o.VenueOrderId == "9");
    }

    /// <summary>The same messages in any order and any number of times lead to the same fills and holdings.</summary>
    [Fact]
    public void Repeated_and_shuffled_messages_change_nothing() => Prop.ForAll<int[]>(choices =>
    {
        var book = new BrokerBook();
        Action<BrokerBook>[] messages =
        [
            b => b.Open(AnOrder()), b => b.Fill(Fill("e.01.01", 40)), b => b.Fill(Fill("e.02.01", 60)), b => b.Commission("e.01.01", "1", "USD"),
            b => b.Report("7", BrokerOrderStatus.Accepted, "Submitted", 40, "150.25", "", default),
        ];
        foreach (var choice in choices) messages[(int)((uint)choice % (uint)messages.Length)](book);
        foreach (var message in messages) message(book);
        var order = book.Picture.Orders.Single();
        return order.Filled == 100 && order.Status == BrokerOrderStatus.Filled && book.Picture.Fills.Length == 2 && book.Picture.Fills.Sum(f => f.Quantity) == 100
            && book.Picture.Fills.Single(f => f.FillId == "e.01.01").Commission == "1";
    }).QuickCheckThrowOnFailure();

    private void List(params BrokerOrder[] orders)
    {
        _book.BeginList();
        foreach (var order in orders) _book.Open(order);
        _book.EndList(new UnixNanos(1));
    }

    private (decimal Filled, BrokerOrderStatus Status) Shown() => _book.Picture.Orders.Single() is var o ? (o.Filled, o.Status) : default;

    private static BrokerOrder AnOrder() => new()
    {
        VenueOrderId = "7", OrderId = 5, ClientId = 8, IsExternal = true, Account = "DU1", Contract = Apple, Side = "BUY", Type = "LMT", Quantity = 100, LimitPrice = "150.25",
        Status = BrokerOrderStatus.Accepted, VenueStatus = "Submitted",
    };

    private static BrokerFill Fill(string id, decimal quantity) => new(id, "7", 8, 5, true, "DU1", Apple, "BUY", quantity, "150.25", new UnixNanos(1), "");
}

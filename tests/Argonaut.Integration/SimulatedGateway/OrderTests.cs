using System.Globalization;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Faults;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Orders, executions, positions and accounts on the wire (ib-tws-protocol.md 8.10 to 8.13, 9, 12.3).</summary>
public sealed class OrderTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(178, 135)]
    [InlineData(193, 141)]
    [InlineData(200, 156)]
    public async Task A_limit_order_is_shown_in_pairs_and_cancelled(int version, int fields)
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: version);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "100", "LMT", limit: "10.25", reference: "ARGO-1", version: version));
        var placed = await UntilAsync(client, time, f => f[0] == "3" && f[2] == "Submitted");
        Assert.Equal(["5", "3", "5", "3"], placed.Select(f => f[0]));
        Assert.Equal(fields, placed[0].Length);
        Assert.Equal(["1", "PreSubmitted", "0", "100", "0"], placed[1][1..6]);
        Assert.Equal("ARGO-1", placed[0][23]);
        Assert.Equal(placed[1][6], placed[3][6]);
        await client.RequestAsync(Ct, Requests.CancelOrder(1, version));
        var ended = await UntilAsync(client, time, f => f[0] == "4");
        Assert.Equal(["PendingCancel", "Cancelled"], ended.Where(f => f[0] == "3").Select(f => f[2]));
        Assert.Contains("202", ended[^1]);
    }

    [Fact]
    public async Task A_client_that_waits_for_the_broker_holds_up_nothing_that_it_is_told()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "12", "1", "1");
        using var isHeld = new ManualResetEventSlim();
        using var mayGo = new ManualResetEventSlim();
        var holding = Task.Run(() => gateway.Server.Desk.Ask((_, _) =>
        {
            isHeld.Set();
            mayGo.Wait(Ct);
            return true;
        }), Ct);
        isHeld.Wait(Ct);

        await client.SendAsync(new[] { WireClient.Frame("49", "1"), WireClient.Frame("8", "1", "0") }.SelectMany(f => f).ToArray(), Ct);
        await client.ReadAsync("49", Ct);                 // the next order id is asked for right behind it
        var telling = Task.Run(() => gateway.Control.Bulletin("The market opens late."), Ct);
        try
        {
            await telling.WaitAsync(TimeSpan.FromSeconds(20), Ct);
            await client.ReadAsync("14", Ct);
        }
        finally
        {
            mayGo.Set();
        }

        await holding;
        await client.ReadAsync("9", Ct);
    }

    [Fact]
    public async Task A_market_order_fills_and_every_list_agrees()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "61", "1");
        Assert.Equal(["62", "1"], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "10", "MKT", reference: "ARGO-1"));
        var filled = await UntilAsync(client, time, f => f[0] == "59");
        Assert.Equal(["5", "11", "61", "5", "3", "59"], filled.Select(f => f[0]));
        var execution = filled[1];
        Assert.Equal(("-1", "1", "BOT", "10", "ARGO-1"), (execution[1], execution[2], execution[18], execution[19], execution[26]));
        Assert.Equal("10", filled[2][14]);
        Assert.Equal(["59", "1", execution[14], "1.00", "USD", "1.7976931348623157E308"], filled[5][..6]);

        await client.RequestAsync(Ct, "7", "3", "9001", "0", "", "", "AAPL", "STK", "", "BUY");
        var executions = await client.ReadUntilAsync(f => f[0] == "55", Ct);
        Assert.Equal(execution[3..], executions[0][3..]);
        Assert.Equal("9001", executions[0][1]);
        Assert.Equal("59", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, "7", "3", "9002", "0", "", "", "AAPL", "STK", "", "SELL");
        Assert.Equal(["55", "1", "9002"], await client.ReadAsync(Ct));

        await client.RequestAsync(Ct, "99", "1");
        var completed = await client.ReadUntilAsync(f => f[0] == "102", Ct);
        Assert.Contains("Filled Size: 10", completed[0]);
        await client.RequestAsync(Ct, "5", "1");
        Assert.Equal(["53", "1"], await client.ReadAsync(Ct));

        await client.RequestAsync(Ct, "62", "1", "9003", "All", "NetLiquidation,TotalCashValue,$LEDGER:USD");
        var summary = await client.ReadUntilAsync(f => f[0] == "64", Ct);
        var cost = decimal.Parse(execution[20], CultureInfo.InvariantCulture) * 10 + 1;
        Assert.Equal((1_000_000m - cost).ToString("0.00", CultureInfo.InvariantCulture), summary.Single(f => f[0] == "63" && f[4] == "TotalCashValue")[5]);
        Assert.Contains(summary, f => f[0] == "63" && f[4] == "CashBalance" && f[6] == "USD");

        await client.RequestAsync(Ct, "94", "9004", "DUSIM01", "", "265598");
        var single = await client.ReadAsync("95", Ct);
        Assert.Equal("10", single[2]);
        await client.RequestAsync(Ct, "92", "9005", "DUSIM01", "");
        var profit = await client.ReadAsync("94", Ct);
        Assert.Equal(single[3..6], profit[2..5]);
        await client.RequestAsync(Ct, "93", "9005");
        await client.RequestAsync(Ct, "95", "9004");
        await client.RequestAsync(Ct, "6", "2", "1", "DUSIM01");
        var account = await client.ReadUntilAsync(f => f[0] == "54", Ct);
        Assert.Contains(account, f => f[0] == "7" && f[13] == "10");
        Assert.Contains(account, f => f[0] == "6" && f[2] == "AccountReady" && f[3] == "true");
        Assert.Contains(account, f => f[0] == "8" && f[2] == "14:30");
    }

    [Fact]
    public async Task A_quantity_beyond_the_quote_fills_in_parts_and_profit_follows_the_tape()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "3000", "MKT"));
        var told = await UntilAsync(client, time, f => f[0] == "3" && f[2] == "Filled");
        var parts = told.Where(f => f[0] == "11").ToList();
        Assert.True(parts.Count > 1);
        Assert.Equal(3000m, parts.Sum(f => decimal.Parse(f[19], CultureInfo.InvariantCulture)));
        await client.RequestAsync(Ct, "92", "1", "DUSIM01", "");
        var first = (await UntilAsync(client, time, f => f[0] == "94"))[^1];
        for (var i = 0; i < 100; i++)
            if ((await UntilAsync(client, time, f => f[0] == "94", TimeSpan.FromSeconds(1)))[^1][3] != first[3]) return;
        Assert.Fail("Profit never moved.");
    }

    [Fact]
    public async Task Refusals_come_with_the_order_id()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        string[] nothing = ["0", "NOPE", "STK", "", "", "", "", "SMART", "", "USD", "", ""];
        string[] dual = ["0", "DUAL", "STK", "", "", "", "", "SMART", "", "", "", ""];
        await client.RequestAsync(Ct, Requests.Order(1, nothing, "BUY", "1", "MKT"));
        Assert.Equal(["4", "2", "1", "200"], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, Requests.Order(2, dual, "BUY", "1", "MKT"));
        Assert.Equal(["4", "2", "2", "200"], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, Requests.Order(3, Requests.Apple, "BUY", "1", "LMT", limit: "10.255"));
        Assert.Equal(["4", "2", "3", "110"], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, Requests.Order(4, Requests.Apple, "BUY", "1", "MKT", etrade: "1"));
        Assert.Equal(["4", "2", "4", "10268"], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, Requests.CancelOrder(999));
        Assert.Equal(["4", "2", "999", "10147", "OrderId 999 that needs to be cancelled is not found.", ""], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, Requests.Order(5, Requests.Apple, "BUY", "1", "MKT")[..100]);
        Assert.Equal(["4", "2", "5", "320"], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, Requests.Order(6, Requests.Apple, "BUY", "100", "MKT", whatIf: true));
        Assert.Equal("5", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, "8", "1", "1");
        Assert.Equal(["9", "1", "7"], await client.ReadAsync(Ct));
    }

    [Fact]
    public async Task Clients_see_their_own_orders_all_orders_and_those_made_by_hand()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var one = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 1);
        using var zero = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 0);
        await one.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "1", "LMT", limit: "10"));
        await UntilAsync(one, time, f => f[0] == "3" && f[2] == "Submitted");
        gateway.Control.PlaceManual("BUY", 5, "AAPL", "LMT", 11m);
        await UntilAsync(zero, time, f => f[0] == "3" && f[2] == "Submitted");
        await one.RequestAsync(Ct, "5", "1");
        Assert.Single(await one.ReadUntilAsync(f => f[0] == "53", Ct), f => f[0] == "5");
        await one.RequestAsync(Ct, "16", "1");
        Assert.Equal(["1", "0"], (await one.ReadUntilAsync(f => f[0] == "53", Ct)).Where(f => f[0] == "5").Select(f => f[1]));
        await one.RequestAsync(Ct, "15", "1", "1");
        Assert.Equal("321", (await one.ReadAsync(Ct))[3]);
        await zero.RequestAsync(Ct, "15", "1", "1");
        Assert.Single(await zero.ReadUntilAsync(f => f[0] == "53", Ct), f => f[0] == "5");
        gateway.Control.PlaceManual("BUY", 5, "AAPL", "LMT", 11m);
        var bound = (await UntilAsync(zero, time, f => f[0] == "100"))[^1];
        Assert.Equal("-1", bound[3]);
        await UntilAsync(zero, time, f => f[0] == "3" && f[1] == "-1" && f[2] == "Submitted");
        await zero.RequestAsync(Ct, "58", "1");
        Assert.Equal("Cancelled", (await UntilAsync(one, time, f => f[0] == "3" && f[2] == "Cancelled"))[^1][2]);
    }

    [Fact]
    public async Task A_restart_keeps_orders_and_ids_and_forgets_them_for_cancels_until_they_were_asked_for()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using (var before = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5))
        {
            await before.RequestAsync(Ct, Requests.Order(8, Requests.Apple, "BUY", "1", "LMT", limit: "10"));
            await UntilAsync(before, time, f => f[0] == "3" && f[2] == "Submitted");
            gateway.Server.Faults.Arm(FaultCatalog.OrderLostAtRestart);
            await before.RequestAsync(Ct, Requests.Order(9, Requests.Apple, "BUY", "1", "LMT", limit: "10"));
            await before.RequestAsync(Ct, "49", "1");
            Assert.Equal("49", (await before.ReadAsync(Ct))[0]);
            var restart = gateway.Server.Faults.Arm(FaultCatalog.DailyRestart, ("seconds", "5"), ("ghosts", "0"));
            await time.UntilAsync(restart.Completed, TimeSpan.FromSeconds(1));
        }

        Assert.Contains(gateway.Server.Faults.Events, e => e.Name == "orderLostAtRestart" && e.Bytes.StartsWith("33003900", StringComparison.Ordinal));
        gateway.Server.Faults.DisarmAll();
        using var after = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        await after.RequestAsync(Ct, "8", "1", "1");
        Assert.Equal(["9", "1", "9"], await after.ReadAsync(Ct));
        await after.RequestAsync(Ct, Requests.CancelOrder(8));
        Assert.Equal("10147", (await after.ReadAsync(Ct))[3]);
        await after.RequestAsync(Ct, "5", "1");
        Assert.Equal("8", (await after.ReadUntilAsync(f => f[0] == "53", Ct))[0][1]);
        await after.RequestAsync(Ct, Requests.CancelOrder(8));
        Assert.Contains("202", (await UntilAsync(after, time, f => f[0] == "4"))[^1]);
    }

    [Fact]
    public async Task DuplicateStatus_sends_each_status_again()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.DuplicateStatus, ("copies", "2"));
        await client.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "1", "LMT", limit: "10"));
        var told = await UntilAsync(client, time, f => f[0] == "3" && f[2] == "Submitted");
        Assert.Equal(3, told.Count(f => f[0] == "3" && f[2] == "PreSubmitted"));
    }

    [Fact]
    public async Task A_third_account_summary_is_refused()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178, options: new GatewayOptions { Account = "DU1,DU2" });
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        for (var i = 1; i <= 3; i++) await client.RequestAsync(Ct, "62", "1", $"{i}", "All", "NetLiquidation");
        var told = await client.ReadUntilAsync(f => f[0] == "4", Ct);
        Assert.Equal(["DU1", "DU2"], told.Where(f => f[0] == "63" && f[2] == "1").Select(f => f[3]));
        Assert.Equal(["4", "2", "3", "322"], told[^1][..4]);
    }

    private static Task<List<string[]>> UntilAsync(WireClient client, ManualTime time, Func<string[], bool> last, TimeSpan? step = null) =>
        time.UntilAsync(client.ReadUntilAsync(last, Ct), step ?? Step);
}

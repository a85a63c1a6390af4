using System.Threading.Channels;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.Tests.Integration.SimulatedGateway;
using Argonaut.Trading.Accounts;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using GatewayTime = Argonaut.Tests.Integration.SimulatedGateway.ManualTime;

namespace Argonaut.Integration.Venues;

/// <summary>Another client of the same account trades at the same gateway.</summary>
public sealed class ExternalOrderTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(178)]
    [InlineData(193)]
    [InlineData(200)]
    public async Task F_313_Orders_of_another_client_are_shown_as_external_positions_follow_and_nothing_is_adopted(int version)
    {
        await using var account = await AccountUnderTest.StartAsync(version);
        await account.UntilAsync(b => b.ListedAt is not null);
        Assert.Empty(account.Feed.Broker.Orders);
        using var other = await WireClient.ReadyAsync(account.Gateway.Port, Ct, clientId: 8);

        await other.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "100", "LMT", limit: "10.25", reference: "O-1", version: version));
        var working = (await account.UntilAsync(b => b.Orders is [{ Status: BrokerOrderStatus.Accepted, VenueStatus: "Submitted" }])).Orders[0];
        Assert.True(working.IsExternal);
        Assert.Equal((8, 1, "O-1", "DUSIM01", "BUY", "LMT", 100m, 0m), (working.ClientId, working.OrderId, working.OrderRef, working.Account, working.Side, working.Type, working.Quantity, working.Filled));
        Assert.Equal(("265598", 10.25m), (working.Contract.Reference, decimal.Parse(working.LimitPrice, System.Globalization.CultureInfo.InvariantCulture)));

        await other.RequestAsync(Ct, Requests.Order(2, Requests.Apple, "SELL", "10", "MKT", reference: "O-2", version: version));
        var traded = await account.UntilAsync(b => b.Positions.Length == 1 && b.Orders.Any(o => o is { OrderId: 2, Status: BrokerOrderStatus.Filled }) && b.Fills is [{ Commission.Length: > 0 }]);
        Assert.Equal(("DUSIM01", "265598", -10m), (traded.Positions[0].Account, traded.Positions[0].Contract.Reference, traded.Positions[0].Quantity));
        var fill = traded.Fills[0];
        Assert.Equal((8, true, "SELL", 10m, "O-2", 1.00m), (fill.ClientId, fill.IsExternal, fill.Side, fill.Quantity, fill.OrderRef, decimal.Parse(fill.Commission, System.Globalization.CultureInfo.InvariantCulture)));

        await other.RequestAsync(Ct, Requests.CancelOrder(1, version));
        var ended = await account.UntilAsync(b => b.Orders.Any(o => o is { OrderId: 1, Status: BrokerOrderStatus.Canceled }));
        Assert.All(ended.Orders, o => Assert.True(o is { IsExternal: true, ClientId: 8, Resolution: OrderResolution.Settled }));

        // Ours was never touched: no order came from us, and our ids begin where they did.
        Assert.Equal(1, account.Feed.OrderIds.Next);
        Assert.DoesNotContain(account.Gateway.Server.Desk.Ask((broker, _) => broker.Orders.Select(o => o.ClientId).ToList()), id => id == AccountUnderTest.ClientId);
    }

    [Fact]
    public async Task F_313_An_order_made_by_hand_is_external_too()
    {
        await using var account = await AccountUnderTest.StartAsync(193);
        await account.UntilAsync(b => b.ListedAt is not null);
        account.Gateway.Control.PlaceManual("BUY", 5, "AAPL", "LMT", 11m);
        var order = (await account.UntilAsync(b => b.Orders.Length == 1)).Orders[0];
        Assert.Equal((0, 0, true), (order.ClientId, order.OrderId, order.IsExternal));
    }

    [Fact]
    public async Task F_313_What_the_other_client_did_while_we_were_away_is_there_after_the_reconnect()
    {
        await using var account = await AccountUnderTest.StartAsync(193);
        await account.UntilAsync(b => b.ListedAt is not null);
        using var other = await WireClient.ReadyAsync(account.Gateway.Port, Ct, clientId: 8);
        await other.RequestAsync(Ct, Requests.Order(1, Requests.Apple, "BUY", "10", "LMT", limit: "10.25", version: 193));
        await account.UntilAsync(b => b.Orders is [{ VenueStatus: "Submitted" }]);
        account.Gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.Rst) with { ClientId = AccountUnderTest.ClientId });
        await account.UntilAsync(b => b.ListedAt is null || account.Feed.Status.State == FeedState.Disconnected);
        await other.RequestAsync(Ct, Requests.CancelOrder(1, 193));
        await other.RequestAsync(Ct, Requests.Order(2, Requests.Apple, "BUY", "7", "MKT", version: 193));
        var after = await account.UntilAsync(b => b is { ListedAt: not null, Positions.Length: 1 } && b.Orders.All(o => o.IsDone) && b.Orders.Length == 2);
        Assert.Equal([BrokerOrderStatus.Canceled, BrokerOrderStatus.Filled], after.Orders.Select(o => o.Status));
        Assert.Equal(7m, after.Positions[0].Quantity);
    }

    [Fact]
    public async Task F_313_A_combo_of_another_client_moves_the_positions_of_its_legs()
    {
        await using var account = await AccountUnderTest.StartAsync(178);
        using var other = await WireClient.ReadyAsync(account.Gateway.Port, Ct, clientId: 8);
        string[] bag = ["0", "AAPL,MSFT", "BAG", "", "", "", "", "SMART", "", "USD", "", ""];
        string[] legs = ["2", "265598", "1", "BUY", "SMART", "0", "0", "", "-1", "272093", "1", "SELL", "SMART", "0", "0", "", "-1", "0", "1", "NonGuaranteed", "1"];
        var plain = Requests.Order(1, bag, "BUY", "1", "MKT");
        await other.RequestAsync(Ct, [.. plain[..35], .. legs, .. plain[35..]]);
        var traded = await account.UntilAsync(b => b.Positions.Length == 2 && b.Orders is [{ Status: BrokerOrderStatus.Filled }]);
        Assert.Equal([("265598", 1m), ("272093", -1m)], traded.Positions.Select(p => (p.Contract.Reference, p.Quantity)));
        Assert.Equal(("BAG", 1m), (traded.Orders[0].Contract.SecurityType, traded.Orders[0].Filled));
        Assert.Equal(["BAG", "STK", "STK"], traded.Fills.Select(f => f.Contract.SecurityType));
    }

    /// <summary>Our feed on a gateway, both on one clock that the test moves.</summary>
    private sealed class AccountUnderTest : IAsyncDisposable, IFeedListener
    {
        public const int ClientId = 7;

        private readonly CancellationTokenSource _stop = new();
        private readonly GatewayTime _time;
        private readonly Task _running;

        private AccountUnderTest(GatewayUnderTest gateway, GatewayTime time)
        {
            (Gateway, _time) = (gateway, time);
            var options = new IbOptions { Host = "127.0.0.1", Port = gateway.Port, ClientId = ClientId, FollowsAccounts = true, Jitter = () => 0.5 };
            Feed = new IbFeed(options, NoFrames.Instance, time, NullLogger<IbFeed>.Instance);
            var ticks = Channel.CreateBounded<MarketEvent>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
            _running = Feed.RunAsync(ticks.Writer, this, _stop.Token);
        }

        public GatewayUnderTest Gateway { get; }

        public IbFeed Feed { get; }

        public static async Task<AccountUnderTest> StartAsync(int version)
        {
            var time = GatewayTime.OnFriday();
            return new AccountUnderTest(await GatewayUnderTest.StartAsync(time, Ct, maxVersion: version), time);
        }

        /// <summary>Lets time pass until the picture is as wanted.</summary>
        public async Task<BrokerPicture> UntilAsync(Func<BrokerPicture, bool> isWanted)
        {
            while (!isWanted(Feed.Broker))
            {
                Ct.ThrowIfCancellationRequested();
                _time.Advance(Step);
                await Task.Yield();
            }

            return Feed.Broker;
        }

        public void OnStatusChanged(FeedStatus status)
        {
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            await Feed.DisposeAsync();
            await Gateway.DisposeAsync();
            _stop.Dispose();
        }
    }
}

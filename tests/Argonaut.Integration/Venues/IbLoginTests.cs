using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbLoginTests
{
    [Fact]
    public async Task Ready_means_that_the_next_id_and_the_accounts_have_arrived()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptAsync();
        Assert.Equal("v178..200", await peer.ReadHelloAsync());
        peer.SendText("193", "20261120 09:30:00 中国标准时间");
        Assert.Equal(["71", "2", "7", ""], await peer.ReadAsync());
        peer.SendText("9", "1", "5");
        peer.Error(-1, 2104, "Market data farm connection is OK:usfarm");
        await f.UntilAsync(s => s.Notices.Length == 1);
        Assert.Equal(FeedState.Connecting, f.Feed.Status.State);

        peer.SendText("15", "1", "DUSIM01,DU2");
        var ready = await f.UntilReadyAsync();
        Assert.Equal(["DUSIM01", "DU2"], ready.Accounts);
        Assert.True(ready.IsSimulated);
        Assert.Equal(193, ready.ServerVersion);
        Assert.Equal(7, ready.ClientId);
        Assert.Equal(["59", "1", "1"], await peer.ReadAsync());
    }

    [Fact]
    public async Task F_310_A_gateway_that_accepts_and_says_nothing_is_left_after_five_seconds()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptAsync();
        await peer.ReadHelloAsync();
        f.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(FeedState.Connecting, f.Feed.Status.State);
        f.Time.Advance(TimeSpan.FromSeconds(0.2));
        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("waits for its login", status.Detail, StringComparison.Ordinal);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.Gateway.AcceptAsync();
    }

    [Fact]
    public async Task A_gateway_that_never_becomes_ready_is_left_after_fifteen_seconds()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptAsync();
        await peer.ReadHelloAsync();
        peer.SendText("193", "20261120 09:30:00 UTC");
        await peer.ReadAsync();
        f.Time.Advance(TimeSpan.FromSeconds(15.1));
        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains("did not become ready within 15 s", status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("170")]
    [InlineData("215")]
    [InlineData("other-host")]
    public async Task F_307_A_version_outside_our_range_ends_the_attempts_with_a_clear_sentence(string version)
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptAsync();
        await peer.ReadHelloAsync();
        peer.SendText(version, "20261120 09:30:00 UTC");
        var status = await f.UntilAsync(s => s.State == FeedState.Disconnected);
        Assert.Contains(version, status.Detail, StringComparison.Ordinal);
        Assert.Contains("Change the configuration", status.Detail, StringComparison.Ordinal);
        f.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(FeedState.Disconnected, f.Feed.Status.State);
    }

    [Fact]
    public async Task F_312_A_client_id_in_use_is_tried_again_every_five_seconds_for_a_minute_and_then_every_thirty()
    {
        await using var f = new FeedFixture();
        var waits = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            var peer = await f.Gateway.AcceptAsync();
            await peer.ReadHelloAsync();
            peer.SendText("193", "20261120 09:30:00 UTC");
            Assert.Equal(["71", "2", "7", ""], await peer.ReadAsync());
            peer.Error(-1, 326, "Unable to connect as the client id is already in use.");
            peer.Close();
            var reconnects = i;
            var status = await f.UntilAsync(s => s.State == FeedState.Disconnected && s.Reconnects == reconnects);
            Assert.Contains("Client id 7 is in use", status.Detail, StringComparison.Ordinal);
            waits.Add(status.Detail.Contains("in 5 s", StringComparison.Ordinal) ? 5 : 30);
            f.Time.Advance(TimeSpan.FromSeconds(waits[^1]));
        }

        Assert.Equal([.. Enumerable.Repeat(5d, 12), 30, 30, 30], waits);
    }

    [Fact]
    public async Task F_320_A_refused_connection_is_explained_and_tried_again_with_a_growing_delay()
    {
        await using var f = new FeedFixture(o => o with { Port = FreePort() });
        foreach (var (attempt, delay) in new[] { (0, 1), (1, 2), (2, 4), (3, 8), (4, 15), (5, 30), (6, 30) })
        {
            var status = await f.UntilAsync(s => s.State == FeedState.Disconnected && s.Reconnects == attempt);
            Assert.Contains("refused the connection", status.Detail, StringComparison.Ordinal);
            Assert.Contains($"in {delay} s", status.Detail, StringComparison.Ordinal);
            f.Time.Advance(TimeSpan.FromSeconds(delay));
        }
    }

    [Fact]
    public async Task A_feed_that_is_not_connected_says_so_to_whoever_asks()
    {
        await using var f = new FeedFixture();
        var e = await Assert.ThrowsAsync<FeedUnavailableException>(() => f.Feed.ResolveAsync("AAPL", CancellationToken.None));
        Assert.Contains("Not connected", e.Message, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}

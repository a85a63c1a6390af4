using System.Net.Sockets;
using Argonaut.SimulatedGateway.Faults;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Misbehaviour on request (ib-tws-protocol.md 12.2).</summary>
public sealed class FaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Frames_in_pieces_are_the_same_frames(int bytes)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, ["9", "8", "1", .. Requests.Apple, "0", "", "", ""]);
        var whole = await client.ReadAsync("10", Ct);
        gateway.Server.Faults.Arm(FaultCatalog.PartialFrame, ("bytes", $"{bytes}"));
        await client.RequestAsync(Ct, ["9", "8", "1", .. Requests.Apple, "0", "", "", ""]);
        Assert.Equal(whole, await client.ReadAsync("10", Ct));
    }

    [Fact]
    public async Task Held_back_frames_come_together()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.Coalesced, ("frames", "500"));
        for (var i = 0; i < 20; i++) await client.RequestAsync(Ct, "91", "26");
        var first = client.ReadAsync(Ct);
        while (!first.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal("93", (await first)[0]);
    }

    [Fact]
    public async Task A_half_open_connection_is_silent_until_the_fault_ends()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        var fault = gateway.Server.Faults.Arm(FaultCatalog.HalfOpen);
        await client.RequestAsync(Ct, "49", "1");
        var answer = client.ReadAsync(Ct);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(answer.IsCompleted);
        fault.Disarm();
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal("49", (await answer)[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_ends_connections_closes_the_port_and_leaves_ghosts(bool abruptly)
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var before = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        var restart = gateway.Server.Faults.Arm(FaultCatalog.DailyRestart, ("seconds", "90"), ("ghosts", "1"), ("abruptly", abruptly ? "1" : "0")).Completed;
        Assert.Empty(await before.ReadAsync(Ct));
        await Assert.ThrowsAsync<SocketException>(() => WireClient.ConnectAsync(gateway.Port, Ct));
        while (!restart.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        await restart;
        using (var ghost = await WireClient.ConnectAsync(gateway.Port, Ct))
        {
            await ghost.SendAsync((byte[])[.. WireClient.Hello("v178..200"), .. WireClient.Frame("71", "2", "5", "")], Ct);
            Assert.Equal("326", (await ghost.ReadAsync("4", Ct))[3]);
        }

        using var after = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        await after.RequestAsync(Ct, "8", "1", "1");
        Assert.Equal("9", (await after.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task A_closed_port_leaves_connections_alone()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        var closed = gateway.Server.Faults.Arm(FaultCatalog.ConnectRefused, ("seconds", "0"));
        await Assert.ThrowsAsync<SocketException>(() => WireClient.ConnectAsync(gateway.Port, Ct));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        closed.Disarm();
        await gateway.ListensAsync(Ct);
        using var second = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 6);
    }
}

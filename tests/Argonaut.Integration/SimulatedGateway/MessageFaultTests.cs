using System.Globalization;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Faults;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Faults of messages and ticks (ib-tws-protocol.md 12.2): what each does to the bytes.</summary>
public sealed class MessageFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("id", "998", 3)]
    [InlineData("trailing", "49", 5)]
    public async Task An_unknown_frame_comes_before_the_answer_and_is_logged_with_its_bytes(string kind, string id, int fields)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.UnknownMessage, ("kind", kind));
        await client.RequestAsync(Ct, "91", "26");
        var strange = await client.ReadAsync(Ct);
        Assert.Equal((id, fields), (strange[0], strange.Length));
        Assert.Equal("93", (await client.ReadAsync(Ct))[0]);
        Assert.Contains(gateway.Server.Faults.Events, e => e.Bytes == Convert.ToHexString(WireClient.Frame(strange)));
    }

    [Theory]
    [InlineData("short", "1")]
    [InlineData("word", "2")]
    public async Task A_malformed_frame_comes_before_the_answer(string kind, string id)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.Malformed, ("kind", kind));
        await client.RequestAsync(Ct, "91", "26");
        Assert.Equal(id, (await client.ReadAsync(Ct))[0]);
        Assert.Equal("93", (await client.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task A_length_beyond_all_bounds_can_be_announced()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.Malformed, ("kind", "length"));
        var before = client.Received.Count;
        await client.RequestAsync(Ct, "91", "26");
        await client.ReceiveAsync(before + 4, Ct);
        Assert.Equal([0x7F, 0xFF, 0xFF, 0xFF], client.Received.Skip(before).Take(4));
    }

    [Fact]
    public async Task Names_can_have_characters_beyond_ascii_escaped_and_raw()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.NonAsciiText);
        await client.RequestAsync(Ct, ["9", "8", "1", .. Requests.Apple, "0", "", "", ""]);
        var details = await client.ReadAsync("10", Ct);
        Assert.Contains("APPLE INC \\u00fc\\u6771", details);
        Assert.Contains(details, f => f.EndsWith("café", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tick_times_can_go_back()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.OutOfOrderTicks, ("seconds", "5")) with { Skip = 3, Times = 1 });
        await client.RequestAsync(Ct, Requests.TickByTick(7, Requests.Apple, "BidAsk"));
        var times = new List<long>();
        for (var i = 0; i < 6; i++) times.Add(long.Parse((await UntilAsync(client, time, f => f[0] == "99"))[^1][3], CultureInfo.InvariantCulture));
        // The quotes may be further apart than the second by which the fault moves one.
        var late = Assert.Single(gateway.Server.Faults.Events, e => e.What.EndsWith("1 s back", StringComparison.Ordinal));
        Assert.Equal((late.At - UnixNanos.PerSecond).Value / UnixNanos.PerSecond, times[3]);
        times.RemoveAt(3);
        Assert.Equal(times.Order(), times);
    }

    [Theory]
    [InlineData("negative", 4, "-1")]
    [InlineData("huge", 6, "9000000000")]
    [InlineData("zero", 6, "0")]
    [InlineData("max", 5, "1.7976931348623157E308")]
    public async Task Ticks_can_be_what_no_market_has(string kind, int field, string value)
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.CrossedOrNegative, ("kind", kind)) with { Times = 1 });
        await client.RequestAsync(Ct, Requests.TickByTick(7, Requests.Apple, "BidAsk"));
        Assert.StartsWith(value, (await UntilAsync(client, time, f => f[0] == "99"))[^1][field], StringComparison.Ordinal);
        Assert.NotEqual(value, (await UntilAsync(client, time, f => f[0] == "99"))[^1][field]);
    }

    [Fact]
    public async Task A_crossed_quote_has_its_bid_above_its_ask()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.CrossedOrNegative) with { Times = 1 });
        await client.RequestAsync(Ct, Requests.TickByTick(7, Requests.Apple, "BidAsk"));
        var quote = (await UntilAsync(client, time, f => f[0] == "99"))[^1];
        Assert.True(decimal.Parse(quote[4], CultureInfo.InvariantCulture) > decimal.Parse(quote[5], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_gateways_own_time_can_be_off()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "49", "1");
        var right = long.Parse((await client.ReadAsync(Ct))[2], CultureInfo.InvariantCulture);
        gateway.Server.Faults.Arm(FaultCatalog.ClockSkew, ("offset", "-90"));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal(right - 90, long.Parse((await client.ReadAsync(Ct))[2], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_burst_comes_all_at_once()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(7, Requests.Apple, "AllLast"));
        await UntilAsync(client, time, f => f[0] == "99");
        await client.RequestAsync(Ct, "49", "1");
        await client.ReadAsync("49", Ct);
        gateway.Server.Faults.Arm(FaultCatalog.Burst);
        Assert.Equal(20_000, await client.CountAsync(20_000, Ct));
    }

    [Fact]
    public async Task Ticks_still_come_after_a_cancel_but_at_most_so_many()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(7, Requests.Apple, "BidAsk"));
        await UntilAsync(client, time, f => f[0] == "99");
        gateway.Server.Faults.Arm(FaultCatalog.LateTicksAfterCancel, ("ticks", "3"));
        await client.RequestAsync(Ct, "98", "7");
        await client.RequestAsync(Ct, "49", "1");
        await client.ReadAsync("49", Ct);
        for (var i = 0; i < 3; i++) await UntilAsync(client, time, f => f[0] == "99");
        time.Advance(TimeSpan.FromMinutes(1));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task Answers_come_for_ids_of_the_connection_before()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using (var before = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5))
        {
            await before.RequestAsync(Ct, Requests.TickByTick(77, Requests.Apple, "BidAsk"));
            await UntilAsync(before, time, f => f[0] == "99");
        }

        gateway.Server.Faults.Arm(FaultCatalog.ReusedReqId);
        using var after = await time.UntilAsync(ReconnectAsync(gateway.Port));
        Assert.Equal(["1", "6", "77", "1"], (await after.ReadAsync("1", Ct))[..4]);
    }

    [Fact]
    public async Task A_slow_reader_answers_late()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.SlowReader, ("seconds", "10"));
        await client.RequestAsync(Ct, "49", "1");
        var start = time.GetUtcNow();
        Assert.Equal("49", (await time.UntilAsync(client.ReadAsync(Ct)))[0]);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(10));
    }

    /// <summary>The old connection may still hold the id for a moment.</summary>
    private static async Task<WireClient> ReconnectAsync(int port)
    {
        while (true)
        {
            var client = await WireClient.ConnectAsync(port, Ct);
            await client.SendAsync((byte[])[.. WireClient.Hello("v178..200"), .. WireClient.Frame("71", "2", "5", "")], Ct);
            await client.ReadAsync(Ct);
            if ((await client.ReadAsync(Ct))[0] == "15") return client;
            client.Dispose();
        }
    }

    private static Task<List<string[]>> UntilAsync(WireClient client, ManualTime time, Func<string[], bool> last) =>
        time.UntilAsync(client.ReadUntilAsync(last, Ct));
}

using System.Globalization;
using System.Net.Sockets;
using Argonaut.SimulatedGateway.Faults;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Faults of connections, the link and the lines (ib-tws-protocol.md 12.2): what each does to the bytes.</summary>
public sealed class LineFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcceptThenSilent_never_answers_the_hello()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        var fault = gateway.Server.Faults.Arm(FaultCatalog.AcceptThenSilent);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync(WireClient.Hello("v178..200"), Ct);
        await fault.Completed.WaitAsync(Ct);
        time.Advance(TimeSpan.FromMinutes(1));
        using var next = await WireClient.ReadyAsync(gateway.Port, Ct);
        Assert.Empty(client.Received);
    }

    [Fact]
    public async Task HelloThenSilent_answers_the_hello_and_no_more()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        var fault = gateway.Server.Faults.Arm(FaultCatalog.HelloThenSilent);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync(WireClient.Hello("v178..200"), Ct);
        Assert.Equal("200", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, "71", "2", "5", "");
        await fault.Completed.WaitAsync(Ct);
        using var next = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
    }

    [Theory]
    [InlineData(FaultCatalog.OldServer, "170")]
    [InlineData(FaultCatalog.NewServer, "215")]
    public async Task A_server_of_another_age_says_its_version(string fault, string version)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        gateway.Server.Faults.Arm(fault);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync(WireClient.Hello("v178..200"), Ct);
        Assert.Equal(version, (await client.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task NoReady_sends_the_next_valid_id_late()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.NoReady);
        using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
        await client.SendAsync((byte[])[.. WireClient.Hello("v178..200"), .. WireClient.Frame("71", "2", "5", "")], Ct);
        Assert.Equal("15", (await client.ReadUntilAsync(f => f[0] == "15", Ct))[^1][0]);
        var start = time.GetUtcNow();
        Assert.Equal("9", (await time.UntilAsync(client.ReadAsync(Ct), TimeSpan.FromSeconds(1)))[0]);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ClientIdInUse_refuses_the_first_logins_only()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.ClientIdInUse) with { Times = 2 });
        for (var i = 0; i < 2; i++)
        {
            using var client = await WireClient.ConnectAsync(gateway.Port, Ct);
            await client.SendAsync((byte[])[.. WireClient.Hello("v178..200"), .. WireClient.Frame("71", "2", "5", "")], Ct);
            Assert.Equal("326", (await client.ReadAsync("4", Ct))[3]);
            Assert.Empty(await time.UntilAsync(client.ReadAsync(Ct)));
        }

        using var third = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
    }

    [Theory]
    [InlineData(FaultCatalog.Rst)]
    [InlineData(FaultCatalog.Fin)]
    public async Task A_connection_ends_when_the_chosen_message_was_read_and_before_its_answer(string name)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        using var other = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 6);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        gateway.Server.Faults.Arm(FaultSpec.Of(name) with { ClientId = 5, AfterMessages = 2 });
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, "49", "1");
        Assert.Empty(await client.ReadAsync(Ct));
        Assert.Equal(name == FaultCatalog.Rst, client.WasReset);
        await other.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await other.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task A_connection_can_end_in_the_middle_of_a_frame()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.Fin, ("moment", "midFrame"));
        var before = client.Received.Count;
        await client.RequestAsync(Ct, "91", "26");
        Assert.Empty(await client.ReadAsync(Ct));
        var whole = WireClient.Frame("93", "26", "1", "0", "0.01");
        Assert.Equal(whole[..(4 + (whole.Length - 4) / 2)], client.Received.Skip(before));
    }

    [Fact]
    public async Task A_lost_link_is_told_and_silences_streams_which_go_on_afterwards()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await TickingAsync(gateway, time);
        gateway.Server.Faults.Arm(FaultCatalog.Link11001102, ("seconds", "10"));
        var frames = await UntilAsync(client, time, f => f.Contains("1102"));
        Assert.Equal("1100", frames.First(f => f[0] == "4")[2]);
        Assert.DoesNotContain(frames.SkipWhile(f => !f.Contains("1100")), f => f[0] == "99");
        Assert.Equal("99", (await UntilAsync(client, time, f => f[0] == "99"))[^1][0]);
    }

    [Fact]
    public async Task A_link_that_lost_its_data_drops_every_stream()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await TickingAsync(gateway, time);
        gateway.Server.Faults.Arm(FaultCatalog.Link11001101, ("seconds", "2"));
        await UntilAsync(client, time, f => f.Contains("1101"));
        time.Advance(TimeSpan.FromMinutes(1));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, "AllLast"));
        Assert.Equal("99", (await UntilAsync(client, time, f => f[0] == "99"))[^1][0]);
    }

    [Fact]
    public async Task A_storm_tells_1100_every_five_seconds_and_1102_once()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.Storm1100);
        var frames = await UntilAsync(client, time, f => f.Contains("1102"), TimeSpan.FromSeconds(1));
        Assert.Equal(24, frames.Count(f => f.Contains("1100")));
    }

    [Fact]
    public async Task A_reset_port_is_told_closed_and_another_listens()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        gateway.Server.Faults.Arm(FaultCatalog.Port1300);
        var told = await client.ReadAsync(Ct);
        Assert.Equal("1300", told[3]);
        Assert.EndsWith($" {gateway.Server.Port}", told[4], StringComparison.Ordinal);
        Assert.NotEqual(gateway.Port, gateway.Server.Port);
        Assert.Empty(await client.ReadAsync(Ct));
        await Assert.ThrowsAsync<SocketException>(() => WireClient.ConnectAsync(gateway.Port, Ct));
        using var next = await WireClient.ReadyAsync(gateway.Server.Port, Ct, clientId: 5);
    }

    [Theory]
    [InlineData("usfarm", "2103", "2104")]
    [InlineData("ushmds", "2105", "2106")]
    [InlineData("secdefil", "2157", "2158")]
    public async Task A_farm_breaks_and_comes_back(string farm, string broken, string ok)
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await TickingAsync(gateway, time);
        gateway.Server.Faults.Arm(FaultCatalog.FarmFlap, ("farm", farm));
        var frames = await UntilAsync(client, time, f => f.Contains(ok));
        Assert.EndsWith(farm, frames.First(f => f[0] == "4" && f[3] == broken)[4], StringComparison.Ordinal);
        Assert.Equal(farm != "usfarm", frames.SkipWhile(f => !f.Contains(broken)).Any(f => f[0] == "99"));
    }

    [Fact]
    public async Task History_and_definitions_are_refused_while_their_farm_is_broken()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.FarmFlap, ("farm", "ushmds"));
        gateway.Server.Faults.Arm(FaultCatalog.FarmFlap, ("farm", "secdefil"));
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Apple, "", "1 min", "1 D"));
        await client.RequestAsync(Ct, ["9", "8", "2", .. Requests.Apple, "0", "", "", ""]);
        var refused = await client.ReadUntilAsync(f => f[2] == "2", Ct);
        Assert.Contains(refused, f => f[0] == "4" && f[2] == "1" && f[3] == "162");
        Assert.Equal("322", refused[^1][3]);
    }

    [Fact]
    public async Task Bars_stay_dead_after_a_farm_flap()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.RealTimeBars(1, Requests.Apple));
        await UntilAsync(client, time, f => f[0] == "50");
        gateway.Server.Faults.Arm(FaultCatalog.DeadAfterFarmFlap);
        await UntilAsync(client, time, f => f.Contains("2104"));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        time.Advance(TimeSpan.FromMinutes(1));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, Requests.RealTimeBars(2, Requests.Apple));
        Assert.Equal("2", (await UntilAsync(client, time, f => f[0] == "50"))[^1][2]);
    }

    [Fact]
    public async Task A_competing_session_stops_every_line_and_its_end_starts_them_again()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await TickingAsync(gateway, time);
        var fault = gateway.Server.Faults.Arm(FaultCatalog.Competing10197, ("seconds", "0"));
        Assert.Equal("7", (await UntilAsync(client, time, f => f.Contains("10197")))[^1][2]);
        await client.RequestAsync(Ct, Requests.MarketData(8, Requests.Euro));
        Assert.Equal(["4", "2", "8", "10197"], (await client.ReadAsync(Ct))[..4]);
        time.Advance(TimeSpan.FromSeconds(20));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        fault.Disarm();
        Assert.Equal("99", (await UntilAsync(client, time, f => f[0] == "99"))[^1][0]);
    }

    [Theory]
    [InlineData("354", 1, "354")]
    [InlineData("10089", 1, "10089")]
    [InlineData("10168", 3, "10168")]
    [InlineData("10186", 3, "10186")]
    public async Task A_line_without_entitlement_is_refused(string code, int dataType, string expected)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.NotSubscribed, ("code", code), ("symbol", "AAPL"));
        await client.RequestAsync(Ct, "59", "1", $"{dataType}");
        await client.RequestAsync(Ct, Requests.MarketData(1, Requests.Apple));
        Assert.Equal(["4", "2", "1", expected], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, Requests.MarketData(2, Requests.Euro));
        Assert.Equal("58", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, Requests.TickByTick(3, Requests.Apple, "AllLast"));
        Assert.Equal(["4", "2", "3", "10189"], (await client.ReadUntilAsync(f => f[2] == "3", Ct))[^1][..4]);
    }

    [Theory]
    [InlineData("10167", 1)]
    [InlineData("354", 3)]
    public async Task Delayed_ticks_come_under_their_own_types(string code, int dataType)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.NotSubscribed, ("code", code));
        await client.RequestAsync(Ct, "59", "1", $"{dataType}");
        await client.RequestAsync(Ct, Requests.MarketData(1, Requests.Apple, snapshot: true));
        var frames = await client.ReadUntilAsync(f => f[0] == "57", Ct);
        Assert.Equal("10167", frames[0][3]);
        Assert.Equal(["58", "1", "1", "3"], frames[1]);
        Assert.Equal(["66", "67", "68", "72", "73", "75", "76"], frames.Where(f => f[0] == "1").Select(f => f[3]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stale_line_is_accepted_and_silent_while_others_flow()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        using var client = await TickingAsync(gateway, time);
        await client.RequestAsync(Ct, Requests.TickByTick(8, Requests.Euro, "BidAsk"));
        var fault = gateway.Server.Faults.Arm(FaultCatalog.StaleNoTicks, ("symbol", "AAPL"));
        await client.RequestAsync(Ct, "49", "1");
        await client.ReadAsync("49", Ct);
        var frames = new List<string[]>();
        for (var i = 0; i < 20; i++) frames.Add((await UntilAsync(client, time, f => f[0] == "99"))[^1]);
        Assert.All(frames, f => Assert.Equal("8", f[1]));
        fault.Disarm();
        Assert.Equal("7", (await UntilAsync(client, time, f => f[0] == "99" && f[1] == "7"))[^1][1]);
    }

    [Fact]
    public async Task Pacing_and_rate_refusals_happen_when_armed()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.Pacing162) with { Skip = 1 });
        gateway.Server.Faults.Arm(FaultCatalog.Pacing420);
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Apple, "", "1 hour", "1 D"));
        Assert.Equal("17", (await client.ReadAsync(Ct))[0]);
        await client.RequestAsync(Ct, Requests.Bars(2, Requests.Apple, "", "1 hour", "1 D"));
        Assert.Equal(["4", "2", "2", "162", "Historical Market Data Service error message:API historical data query pacing violation"], (await client.ReadAsync(Ct))[..5]);
        await client.RequestAsync(Ct, Requests.RealTimeBars(3, Requests.Apple));
        Assert.Equal(["4", "2", "3", "420"], (await client.ReadAsync(Ct))[..4]);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.Rate100) with { Times = 3 });
        for (var i = 0; i < 3; i++) await client.RequestAsync(Ct, "49", "1");
        for (var i = 0; i < 3; i++) Assert.Equal("100", (await client.ReadAsync(Ct))[3]);
        Assert.Empty(await client.ReadAsync(Ct));
    }

    [Fact]
    public async Task A_reset_book_is_told_and_sent_again()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Depth(5, Requests.Apple, rows: 4));
        for (var i = 0; i < 8; i++) Assert.Equal("13", (await client.ReadAsync(Ct))[0]);
        gateway.Server.Faults.Arm(FaultCatalog.DepthReset317);
        Assert.Equal(["4", "2", "5", "317"], (await client.ReadAsync(Ct))[..4]);
        for (var i = 0; i < 8; i++)
        {
            var row = await client.ReadAsync(Ct);
            Assert.Equal(("13", $"{i % 4}", "0", i < 4 ? "1" : "0"), (row[0], row[3], row[5], row[6]));
        }
    }

    [Theory]
    [InlineData("none", "17")]
    [InlineData("error", "4")]
    public async Task Empty_history_has_no_rows(string kind, string id)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultCatalog.EmptyHistory, ("kind", kind));
        await client.RequestAsync(Ct, Requests.Bars(1, Requests.Apple, "", "1 hour", "1 D"));
        var answer = await client.ReadAsync(Ct);
        Assert.Equal(id, answer[0]);
        Assert.Equal(kind == "none" ? "0" : "162", answer[kind == "none" ? 4 : 3]);
    }

    [Fact]
    public async Task Torn_history_has_missing_repeated_and_overlapping_bars()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        var request = Requests.Bars(1, Requests.Apple, "20261120-12:00:00", "1 min", "3600 S");
        await client.RequestAsync(Ct, request);
        var whole = Dates(await client.ReadAsync("17", Ct));
        gateway.Server.Faults.Arm(FaultCatalog.HistGapsAndDuplicates);
        await client.RequestAsync(Ct, request);
        var torn = Dates(await client.ReadAsync("17", Ct));
        Assert.Equal(whole[0] - 60, torn[2]);
        Assert.Equal(3, torn.Count(d => d < whole[0]));
        Assert.DoesNotContain(whole[6], torn);
        Assert.Equal(2, torn.Count(d => d == whole[4]));
    }

    [Fact]
    public async Task A_fault_waits_for_its_time_and_draws_its_chance_from_the_seed()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.EmptyHistory) with { Probability = 0.5, Times = 0 });
        var drawn = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            await client.RequestAsync(Ct, Requests.Bars(i, Requests.Apple, "", "1 hour", "1 D"));
            drawn.Add((await client.ReadAsync("17", Ct))[4]);
        }

        Assert.Contains("0", drawn);
        Assert.Contains(drawn, n => n != "0");
        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.Fin) with { At = gateway.Market.Clock.Now + 5_000_000_000 });
        time.Advance(TimeSpan.FromSeconds(4));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await client.ReadAsync(Ct));
        Assert.Contains(gateway.Server.Faults.Events, e => e is { Name: "fin", What: "closed" });
    }

    [Theory]
    [InlineData("nonsense", "", "")]
    [InlineData("farmFlap", "colour", "red")]
    [InlineData("farmFlap", "seconds", "soon")]
    public async Task A_fault_that_makes_no_sense_is_refused(string name, string parameter, string value)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        Assert.Throws<FaultException>(() => parameter.Length == 0 ? gateway.Server.Faults.Arm(name) : gateway.Server.Faults.Arm(name, (parameter, value)));
    }

    private static async Task<WireClient> TickingAsync(GatewayUnderTest gateway, ManualTime time)
    {
        var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(7, Requests.Apple, "BidAsk"));
        await UntilAsync(client, time, f => f[0] == "99");
        return client;
    }

    private static Task<List<string[]>> UntilAsync(WireClient client, ManualTime time, Func<string[], bool> last, TimeSpan? step = null) =>
        time.UntilAsync(client.ReadUntilAsync(last, Ct), step);

    private static List<long> Dates(string[] bars) =>
        [.. Enumerable.Range(0, int.Parse(bars[4], CultureInfo.InvariantCulture)).Select(i => long.Parse(bars[5 + 8 * i], CultureInfo.InvariantCulture))];
}

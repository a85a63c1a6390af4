using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Argonaut.SimulatedGateway.Control;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>The control API, scripts, chaos and step mode (ib-tws-protocol.md 12.1, rules 5, 7 and 13).</summary>
public sealed class ControlTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_is_armed_listed_logged_and_disarmed_over_http()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        await using var api = await ControlServer.StartAsync(gateway.Control, 0, NullLogger<ControlServer>.Instance, Ct);
        using var http = Client(api.Port);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, clientId: 5);
        var armed = await PostAsync(http, "/v1/faults", new { name = "halfOpen", client = 6, parameters = new { seconds = "5" } });
        Assert.Equal(HttpStatusCode.OK, armed.StatusCode);
        var faults = await http.GetFromJsonAsync<JsonElement>("/v1/faults", Ct);
        Assert.Equal("halfOpen", faults[0].GetProperty("name").GetString());
        Assert.Contains((await http.GetFromJsonAsync<JsonElement>("/v1/events", Ct)).EnumerateArray(), e => e.GetProperty("what").GetString() == "armed");
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/v1/faults/{faults[0].GetProperty("id")}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync("/v1/faults/99", Ct)).StatusCode);
        var state = await http.GetFromJsonAsync<JsonElement>("/v1/state", Ct);
        Assert.Equal(5, state.GetProperty("clients")[0].GetInt32());
        Assert.Equal(gateway.Port, state.GetProperty("port").GetInt32());
        var catalog = await http.GetFromJsonAsync<JsonElement>("/v1/faults/catalog", Ct);
        Assert.Equal(FaultCatalog.All.Length, catalog.GetArrayLength());
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_a_reason()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        await using var api = await ControlServer.StartAsync(gateway.Control, 0, NullLogger<ControlServer>.Instance, Ct);
        using var http = Client(api.Port);
        foreach (var (path, body) in ((string, object)[])
        [
            ("/v1/faults", new { name = "nonsense" }), ("/v1/faults", new { name = "rst", colour = "red" }), ("/v1/time/step", new { seconds = 1 }),
            ("/v1/scenario", new { name = "weekend" }), ("/v1/prices/move", new { symbol = "NOPE", by = 1 }),
            ("/v1/orders", new { action = "BUY", quantity = 0, symbol = "AAPL" }),
        ])
        {
            var refused = await PostAsync(http, path, body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.NotEmpty((await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("error").GetString()!);
        }
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    public async Task A_web_page_cannot_reach_it(string header, string value, HttpStatusCode expected)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        await using var api = await ControlServer.StartAsync(gateway.Control, 0, NullLogger<ControlServer>.Instance, Ct);
        using var http = Client(api.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/state");
        request.Headers.Add(header, value);
        Assert.Equal(expected, (await http.SendAsync(request, Ct)).StatusCode);
        using var plain = new StringContent("{\"name\":\"rst\"}");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await http.PostAsync("/v1/faults", plain, Ct)).StatusCode);
    }

    [Fact]
    public async Task The_protocol_port_does_not_speak_http()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct);
        using var http = Client(gateway.Port);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync("/v1/state", Ct));
    }

    [Fact]
    public async Task An_order_by_hand_is_in_the_ledger_when_it_is_filled()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        await using var api = await ControlServer.StartAsync(gateway.Control, 0, NullLogger<ControlServer>.Instance, Ct);
        using var http = Client(api.Port);
        var placed = await (await PostAsync(http, "/v1/orders", new { action = "BUY", quantity = 5, symbol = "AAPL" })).Content.ReadFromJsonAsync<JsonElement>(Ct);
        time.Advance(TimeSpan.FromSeconds(2));
        var ledger = await http.GetFromJsonAsync<JsonElement>("/v1/ledger", Ct);
        Assert.Equal(placed.GetProperty("permId").GetInt64(), ledger.GetProperty("orders")[0].GetProperty("permId").GetInt64());
        Assert.Equal("Filled", ledger.GetProperty("orders")[0].GetProperty("status").GetString());
        Assert.Equal("5", ledger.GetProperty("positions")[0].GetProperty("quantity").GetString());
    }

    [Fact]
    public async Task A_script_does_its_steps_at_their_times()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        var steps = GatewayScript.Parse(["# two steps", "at 5s fault farmFlap farm=ushmds seconds=2", "", "at 1s fault storm1100 every=1 seconds=1  # first"]);
        await using var runner = new ScriptRunner(gateway.Control, steps, NullLogger<ScriptRunner>.Instance);
        var frames = await time.UntilAsync(client.ReadUntilAsync(f => f.Contains("2106"), Ct));
        Assert.Equal(["1100", "1102", "2105", "2106"], frames.Select(f => f[3]));
    }

    [Fact]
    public async Task A_halt_is_told_silences_the_line_and_is_in_the_history()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.MarketData(1, Requests.Apple));
        await client.RequestAsync(Ct, Requests.TickByTick(2, Requests.Apple, "AllLast"));
        Assert.Equal("0", (await UntilAsync(client, time, f => f[0] == "45"))[^1][4]);
        await UntilAsync(client, time, f => f[0] == "99");
        var halted = gateway.Market.Clock.NowSeconds;
        var resumed = gateway.Control.HaltAsync("AAPL", TimeSpan.FromSeconds(30), Ct);
        Assert.Equal("1", (await UntilAsync(client, time, f => f[0] == "45"))[^1][4]);
        Assert.Equal(["0", "0", "1"], (await UntilAsync(client, time, f => f[0] == "99"))[^1][4..7].Select(v => v.TrimEnd('0') is "0." or "" ? "0" : v));
        await time.UntilAsync(resumed);
        Assert.Equal("0", (await UntilAsync(client, time, f => f[0] == "45"))[^1][4]);
        Assert.True(gateway.Market.HistoryOf(gateway.Market.Contracts.All[0])!.ReadBar(halted + 1, halted + 29, BarBasis.Trades, liquidOnly: false).IsEmpty);
    }

    [Fact]
    public async Task A_moved_price_moves_ticks_and_bars_alike()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        var apple = gateway.Market.Contracts.All[0];
        var history = gateway.Market.HistoryOf(apple)!;
        var from = gateway.Market.Clock.NowSeconds - 100;
        var before = history.ReadBar(from, from + 300, BarBasis.Midpoint, liquidOnly: false);
        gateway.Control.MovePrice("AAPL", 25m);
        time.Advance(TimeSpan.FromMinutes(5));
        foreach (var basis in Enum.GetValues<BarBasis>())
        {
            var whole = history.ReadBar(from, from + 300, basis, liquidOnly: false);
            var ticks = new List<MarketTick>();
            for (var s = from; s < from + 300; s++) history.ReadSecond(s, ticks);
            var bar = new TickBar();
            foreach (var tick in ticks.Where(t => t.IsTrade == (basis == BarBasis.Trades)))
                switch (basis)
                {
                    case BarBasis.Trades:
                        bar.Add(tick.A, tick.B);
                        break;
                    case BarBasis.BidAsk:
                        bar.AddSpread(tick.A, tick.B);
                        break;
                    default:
                        bar.Add(basis == BarBasis.Bid ? tick.A : basis == BarBasis.Ask ? tick.B : (tick.A + tick.B) * 5, 0);
                        break;
                }

            Assert.Equal(basis == BarBasis.BidAsk ? bar.WithMeans() : bar, whole);
        }

        Assert.Equal(before.Close + 25_000, history.ReadBar(from, from + 300, BarBasis.Midpoint, liquidOnly: false).Close);
    }

    [Fact]
    public async Task The_scenario_can_be_changed_while_it_runs()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 14, 30, 0, TimeSpan.Zero));
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct);
        var history = () => gateway.Market.HistoryOf(gateway.Market.Contracts.All[0])!;
        var now = gateway.Market.Clock.NowSeconds;
        Assert.False(history().ReadBar(now - 60, now, BarBasis.Trades, liquidOnly: false).IsEmpty);
        gateway.Control.SetScenario("realCalendar");
        Assert.True(history().ReadBar(now - 60, now, BarBasis.Trades, liquidOnly: false).IsEmpty);
    }

    [Fact]
    public async Task The_same_seed_and_steps_give_the_same_bytes()
    {
        var first = await RunAsync(seed: 9);
        Assert.True(first.Length > 10_000);
        Assert.Equal(first, await RunAsync(seed: 9));
        Assert.NotEqual(first, await RunAsync(seed: 10));
    }

    [Fact]
    public void Chaos_is_the_same_for_the_same_seed()
    {
        var first = ChaosPlan.Steps(3).Take(200).ToList();
        Assert.Equal(first, ChaosPlan.Steps(3).Take(200));
        Assert.NotEqual(first, ChaosPlan.Steps(4).Take(200));
        Assert.Equal(first.OrderBy(s => s.At), first);
    }

    [Theory]
    [InlineData("at 5x fault rst")]
    [InlineData("at 5s")]
    [InlineData("fault nonsense")]
    [InlineData("after 5 frames fault rst")]
    [InlineData("fault farmFlap seconds")]
    [InlineData("sing")]
    public void A_script_that_makes_no_sense_is_refused_with_its_line(string line) =>
        Assert.StartsWith("Line 2: ", Assert.Throws<FormatException>(() => GatewayScript.Parse(["", line])).Message, StringComparison.Ordinal);

    /// <summary>A whole session in step mode: ticks, bars, depth, orders and faults. Requests are answered before time goes on.</summary>
    private static async Task<byte[]> RunAsync(ulong seed)
    {
        var time = new SteppedTime(new DateTimeOffset(2026, 11, 20, 14, 30, 0, TimeSpan.Zero));
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, new TapeMarket(new TapeMarketOptions { Seed = seed, HistoryDays = 3 }, time));
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        foreach (var request in (string[][])
        [
            Requests.MarketData(1, Requests.Apple, "233"), Requests.TickByTick(2, Requests.Apple, "AllLast"), Requests.TickByTick(3, Requests.Euro, "BidAsk"),
            Requests.RealTimeBars(4, Requests.Apple), Requests.Depth(5, Requests.Apple), ["61", "1"], Requests.Order(1, Requests.Apple, "BUY", "900", "MKT", version: 200),
            ["92", "6", "DUSIM01", ""],
        ])
        {
            await client.RequestAsync(Ct, request);
            await client.RequestAsync(Ct, "49", "1");
            await client.ReadAsync("49", Ct);
        }

        gateway.Server.Faults.Arm(FaultSpec.Of(FaultCatalog.CrossedOrNegative) with { Probability = 0.3 });
        time.Advance(TimeSpan.FromSeconds(30));
        await client.RequestAsync(Ct, "105");
        await client.ReadAsync("109", Ct);
        return [.. client.Received];
    }

    private static Task<List<string[]>> UntilAsync(WireClient client, ManualTime time, Func<string[], bool> last) => time.UntilAsync(client.ReadUntilAsync(last, Ct));

    private static HttpClient Client(int port) => new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, object body) => http.PostAsync(path, JsonContent.Create(body, body.GetType()), Ct);
}

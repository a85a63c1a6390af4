using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Endpoints;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>The stages of the truth page: each has its times, and a fault turns one of them red and no other.</summary>
public sealed class StageTests
{
    private static readonly string[] Named =
    [
        "broker_socket", "broker", "data_farms", "feed", "ingestion", "store", "bar_builder", "signal_engine", "risk", "order_path", "export", "websocket", "disk", "clock",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task U_188_Every_stage_says_since_when_and_none_is_ok_without_a_time()
    {
        await using var server = await WellAsync();

        var stages = await StagesAsync(server);

        Assert.Subset(stages.Keys.ToHashSet(), Named.ToHashSet());
        foreach (var (name, stage) in stages)
        {
            Assert.True(stage.GetProperty("since").ValueKind == JsonValueKind.String, name);
            if (Text(stage, "state") == "ok") Assert.True(stage.GetProperty("last_success").ValueKind == JsonValueKind.String, name);
            Assert.NotEmpty(Text(stage, "detail"));
        }

        foreach (var name in new[] { "signal_engine", "risk", "order_path" }) Assert.Equal("disabled", Text(stages[name], "state"));
        foreach (var name in new[] { "broker_socket", "broker", "data_farms", "ingestion", "export", "disk", "clock" }) Assert.Equal((name, "ok"), (name, Text(stages[name], "state")));
    }

    [Fact]
    public async Task U_188_What_went_wrong_stays_with_the_stage_when_it_is_well_again_and_since_is_when_that_began()
    {
        await using var server = await WellAsync();
        var before = (await StagesAsync(server))["ingestion"];
        var counters = server.Market.Counters;
        server.Market.Counters = Full(counters);
        var during = (await StagesAsync(server))["ingestion"];
        server.Market.Counters = counters;
        var after = (await StagesAsync(server))["ingestion"];

        Assert.False(before.TryGetProperty("last_error", out _));
        Assert.Equal(("down", "ok"), (Text(during, "state"), Text(after, "state")));
        Assert.Contains("full", Text(after, "last_error"), StringComparison.Ordinal);
        long[] times = [.. new[] { Text(before, "since"), Text(during, "since"), Text(after, "since") }.Select(long.Parse)];
        Assert.Equal(times.Order(), times);
        Assert.Equal(3, times.Distinct().Count());
        Assert.InRange(long.Parse(Text(after, "last_error_at")), times[1], times[2]);
    }

    [Theory]
    [InlineData("database", "store")]
    [InlineData("broker", "broker_socket")]
    [InlineData("queue", "ingestion")]
    [InlineData("clock", "clock")]
    public async Task U_195_A_fault_turns_exactly_its_own_stage_down_and_clears(string fault, string stage)
    {
        await using var server = await WellAsync();
        Assert.Empty(Down(await StagesAsync(server)));
        var (feed, counters, quality) = (server.Market.Feed, server.Market.Counters, server.Market.Quality);
        switch (fault)
        {
            case "database":
                server.Store.IsAway = true;
                break;
            case "broker":
                server.Market.Feed = feed with { State = FeedState.Disconnected, Detail = "Connection refused; next try in 4 s." };
                break;
            case "queue":
                server.Market.Counters = Full(counters);
                break;
            default:
                server.Market.Quality = quality with { Clock = new ClockPicture(TimeSpan.FromSeconds(90), Samples.Start, TimeSpan.Zero, UnixNanos.Zero) };
                break;
        }

        using (await server.GetAsync("/health")) Assert.Equal([stage], Down(await StagesAsync(server)));
        var status = await server.ReadAsync("/api/v1/system/status");
        Assert.Equal([stage], status.GetProperty("reasons").EnumerateArray().Where(r => Text(r, "severity") == "critical").Select(r => Text(r, "stage")));

        server.Store.IsAway = false;
        (server.Market.Feed, server.Market.Counters, server.Market.Quality) = (feed, counters, quality);
        using (await server.GetAsync("/health")) Assert.Empty(Down(await StagesAsync(server)));
    }

    [Fact]
    public async Task U_188_A_line_says_its_rate_its_delay_and_what_was_wrong_with_it()
    {
        await using var server = await WellAsync();
        server.Market.Publish(Samples.Trade(1, Samples.Start));
        var line = (await server.ReadAsync("/api/v1/subscriptions")).GetProperty("items").EnumerateArray().First();

        Assert.Equal(JsonValueKind.Null, line.GetProperty("last_error").ValueKind);
        Assert.InRange(line.GetProperty("delay_ms").GetDouble(), 0, 1e9);
    }

    /// <summary>A server with a connected source, a line that flows and a clock that agrees.</summary>
    private static async Task<RunningServer> WellAsync()
    {
        var server = await RunningServer.StartAsync();
        server.Market.Feed = server.Market.Feed with { LastMessage = Samples.Start, LastBytes = Samples.Start };
        server.Market.Quality = server.Market.Quality with { Clock = new ClockPicture(TimeSpan.FromMilliseconds(1), null, TimeSpan.Zero, UnixNanos.Zero) };
        server.Market.Lines =
        [
            new LineView
            {
                Instrument = Samples.Apple.Key, Kind = MarketEventKind.Trade, State = Argonaut.Trading.Lines.LineState.Flowing, Since = Samples.Start, Reason = "tick by tick",
                Threshold = TimeSpan.FromSeconds(60), IsThresholdLearnt = false, LastTick = Samples.Start,
            },
        ];
        using var health = await server.GetAsync("/health");
        return server;
    }

    private static IngestCounters Full(IngestCounters counters) => counters with
    {
        Kinds = [.. counters.Kinds.Select(k => k.Kind == MarketEventKind.Trade ? k with { Received = k.Received + counters.QueueCapacity, InFlight = counters.QueueCapacity } : k)],
    };

    private static async Task<Dictionary<string, JsonElement>> StagesAsync(RunningServer server) =>
        (await server.ReadAsync("/api/v1/system/status")).GetProperty("stages").EnumerateArray().ToDictionary(s => Text(s, "name"));

    private static IEnumerable<string> Down(Dictionary<string, JsonElement> stages) => stages.Where(s => Text(s.Value, "state") == "down").Select(s => s.Key);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [Fact]
    public void U_188_What_a_stage_says_while_it_starts_is_no_error_later()
    {
        var log = new StageLog(TimeProvider.System);
        Assert.Equal("Not started.", log.Complete(Stage("degraded", "Not started.")).LastError);
        Assert.Null(log.Complete(Stage("ok", "Connected.")).LastError);

        log.Complete(Stage("down", "Gone."));
        Assert.Equal("Gone.", log.Complete(Stage("ok", "Connected.")).LastError);

        static ComponentItem Stage(string state, string detail) => new() { Name = "broker_socket", State = state, Since = null, LastSuccess = "1", Detail = detail };
    }
}

using System.Net;
using System.Text.Json;
using Argonaut.Domain.Data;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class GapRouteTests
{
    private static readonly Gap Hole = new(
        4, 7, Samples.Apple.Key, MarketEventKind.Trade, Samples.Start, Samples.Start + 10, null, null, "link_lost", "IB", GapState.Open, null);

    [Fact]
    public async Task Gaps_are_listed_with_cause_state_and_progress_and_filtered_by_state()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Gaps.Add(Hole with { State = GapState.Filling, FilledTo = Samples.Start + 5, Ticks = 12, Attempts = 1 });
        server.Store.Gaps.Add(Hole with { Id = 5, State = GapState.Unfillable, Explanation = "The source refused the backfill." });

        var all = (await server.ReadAsync("/api/v1/data/gaps")).GetProperty("items");
        var given = (await server.ReadAsync("/api/v1/data/gaps?state=unfillable")).GetProperty("items");

        Assert.Equal(2, all.GetArrayLength());
        Assert.Equal(("link_lost", "filling", (Samples.Start + 5).ToString(), 12L, 1),
            (all[0].GetProperty("reason").GetString(), all[0].GetProperty("state").GetString(), all[0].GetProperty("filled_to").GetString(),
                all[0].GetProperty("ticks_filled").GetInt64(), all[0].GetProperty("attempts").GetInt32()));
        Assert.Equal(5, Assert.Single(given.EnumerateArray()).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_gap_is_explained_by_a_trader_unless_it_is_being_filled()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Explainable = Hole;

        using var explained = await PostAsync(server, "/api/v1/data/gaps/4/explain", """{"explanation":"exchange holiday"}""");
        using var unknown = await PostAsync(server, "/api/v1/data/gaps/9/explain", """{"explanation":"?"}""");
        server.Market.Explainable = Hole with { State = GapState.Filling };
        using var busy = await PostAsync(server, "/api/v1/data/gaps/4/explain", """{"explanation":"no"}""");
        using var empty = await PostAsync(server, "/api/v1/data/gaps/4/explain", """{"explanation":" "}""");

        var gap = await RunningServer.JsonOf(explained);
        Assert.Equal(("explained", "exchange holiday"), (gap.GetProperty("state").GetString(), gap.GetProperty("explanation").GetString()));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (unknown.StatusCode, busy.StatusCode, empty.StatusCode));
    }

    [Fact]
    public async Task A_backfill_that_is_quick_answers_with_what_it_filled()
    {
        await using var server = await RunningServer.StartAsync();
        BackfillOrder? asked = null;
        server.Market.Backfill = (order, progress, _) =>
        {
            asked = order;
            progress.Report(new BackfillProgress(1, 30));
            return Task.FromResult(new BackfillResult(2, 1, 1, 30, ["2026-11-20: refused"]));
        };

        using var answer = await PostAsync(server, "/api/v1/data/backfill", """{"instrument_id":"AAPL.NASDAQ","start":"2026-11-20T00:00:00Z","kinds":["quote"]}""");

        var result = await RunningServer.JsonOf(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((2, 1, 1, 30L), (result.GetProperty("gaps").GetInt32(), result.GetProperty("filled").GetInt32(), result.GetProperty("unfillable").GetInt32(), result.GetProperty("ticks").GetInt64()));
        Assert.Equal(MarketEventKind.Quote, Assert.Single(asked!.Kinds));
        var job = (await server.ReadAsync("/api/v1/jobs")).GetProperty("items")[0];
        Assert.Equal(("backfill", "partial"), (job.GetProperty("kind").GetString(), job.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_backfill_that_takes_long_is_a_job_with_progress_that_can_be_cancelled()
    {
        await using var server = await RunningServer.StartAsync();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Market.Backfill = async (_, progress, ct) =>
        {
            progress.Report(new BackfillProgress(0.25, 500));
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return new BackfillResult(0, 0, 0, 0, []);
        };

        using var answer = await PostAsync(server, "/api/v1/data/backfill", """{"instrument_id":"AAPL.NASDAQ","start":"2026-11-20"}""", ("Prefer", "wait=0"));
        await began.Task.WaitAsync(TestContext.Current.CancellationToken);
        var running = await server.ReadAsync(answer.Headers.Location!.ToString());
        using var cancelled = await server.SendAsync(HttpMethod.Delete, answer.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal((0.25, 500L), (running.GetProperty("progress").GetDouble(), running.GetProperty("rows_done").GetInt64()));
        Assert.Equal("cancelled", (await RunningServer.JsonOf(cancelled)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_filled_and_starts_no_job()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await PostAsync(server, "/api/v1/data/backfill", """{"instrument_id":"AAPL.NASDAQ","start":"2026-11-20","dry_run":true}""");

        var plan = await RunningServer.JsonOf(answer);
        Assert.Equal((true, 2, 120.0), (plan.GetProperty("dry_run").GetBoolean(), plan.GetProperty("gaps").GetInt32(), plan.GetProperty("seconds_to_fill").GetDouble()));
        Assert.Equal(0, (await server.ReadAsync("/api/v1/jobs")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_backfill_without_a_connection_is_503()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Backfill = (_, _, _) => throw new FeedUnavailableException("Not connected.");

        using var answer = await PostAsync(server, "/api/v1/data/backfill", """{"instrument_id":"AAPL.NASDAQ","start":"2026-11-20"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("broker_disconnected", (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_line_is_shown_with_state_reason_threshold_and_what_is_unproven()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Lines =
        [
            new LineView
            {
                Instrument = Samples.Apple.Key, Kind = MarketEventKind.Trade, State = LineState.Silent, Since = Samples.Start + 60, Reason = "no tick for 61 s",
                Threshold = TimeSpan.FromSeconds(60), IsThresholdLearnt = false, LastTick = Samples.Start, UnprovenSince = Samples.Start, Cause = GapCause.SilentLine,
            },
        ];

        var line = (await server.ReadAsync("/api/v1/subscriptions")).GetProperty("items")[0];
        var stage = (await server.ReadAsync("/api/v1/system/status")).GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "feed");

        Assert.Equal(("silent", "no tick for 61 s", 60_000L, false, "silent_line"), (line.GetProperty("state").GetString(), line.GetProperty("reason").GetString(),
            line.GetProperty("threshold_ms").GetInt64(), line.GetProperty("threshold_learnt").GetBoolean(), line.GetProperty("gap_reason").GetString()));
        Assert.Equal((Samples.Start.ToString(), Samples.Start.ToString()), (line.GetProperty("last_tick").GetString(), line.GetProperty("unproven_since").GetString()));
        Assert.Equal(("degraded", 1), (stage.GetProperty("state").GetString(), stage.GetProperty("lines_silent").GetInt32()));
        Assert.Equal("AAPL.NASDAQ trades: no tick for 61 s", stage.GetProperty("detail").GetString());
    }

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, string path, string json, params (string Name, string Value)[] headers) =>
        server.SendAsync(HttpMethod.Post, path, JsonDocument.Parse(json).RootElement, headers);
}

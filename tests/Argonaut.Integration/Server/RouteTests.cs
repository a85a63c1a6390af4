using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class RouteTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_answers_while_the_server_is_starting_and_ready_names_the_step()
    {
        await using var server = await RunningServer.StartAsync(isReady: false);
        server.Readiness.Begin("migrate schema");

        using var live = await server.GetAsync("/health/live");
        using var ready = await server.GetAsync("/health/ready");
        using var instruments = await server.GetAsync("/api/v1/instruments");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("migrate schema", (await RunningServer.JsonOf(ready)).GetProperty("step").GetString());
        Assert.Equal("starting", (await RunningServer.JsonOf(instruments)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Ready_follows_the_database()
    {
        await using var server = await RunningServer.StartAsync();
        using var before = await server.GetAsync("/health/ready");
        server.Store.IsAway = true;
        using var away = await server.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
    }

    [Fact]
    public async Task A_broker_that_is_away_makes_the_service_degraded_and_not_unready()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Feed = server.Market.Feed with { State = FeedState.Disconnected, Detail = "Connection refused." };

        using var health = await server.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("degraded", (await RunningServer.JsonOf(health)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Instruments_are_found_by_part_of_their_description()
    {
        await using var server = await RunningServer.StartAsync();

        var found = (await server.ReadAsync("/api/v1/instruments?query=apple")).GetProperty("items");

        var apple = Assert.Single(found.EnumerateArray().ToArray());
        Assert.Equal("AAPL.NASDAQ", apple.GetProperty("instrument_id").GetString());
        Assert.True(apple.GetProperty("recording").GetBoolean());
        Assert.True(apple.GetProperty("simulated").GetBoolean());
        Assert.Equal("0.01", apple.GetProperty("price_increment").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/snapshot")]
    [InlineData("/trades")]
    [InlineData("/quotes")]
    [InlineData("/bars?timeframe=1m")]
    public async Task An_id_with_an_escaped_slash_is_taken_on_every_read(string rest)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync($"/api/v1/instruments/EUR%2FUSD.IDEALPRO{rest}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Recording_of_an_id_with_a_slash_is_switched_on_and_off()
    {
        await using var server = await RunningServer.StartAsync();

        using var on = await server.SendAsync(HttpMethod.Post, "/api/v1/instruments/EUR%2FUSD.IDEALPRO/subscriptions");
        var recorded = server.Market.Recorded;
        using var off = await server.SendAsync(HttpMethod.Delete, "/api/v1/instruments/EUR%2FUSD.IDEALPRO/subscriptions");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (on.StatusCode, off.StatusCode));
        Assert.Contains(Samples.Euro.Key, recorded);
        Assert.DoesNotContain(Samples.Euro.Key, server.Market.Recorded);
    }

    [Fact]
    public async Task An_instrument_nobody_knows_is_404_with_its_code()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync("/api/v1/instruments/NONE.NYSE/trades");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("unknown_instrument", (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Resolving_while_the_broker_is_away_is_503()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.AtBroker = null;
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/instruments/resolve", new { query = "TSLA" });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("broker_disconnected", (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_database_that_is_away_is_503_with_a_time_to_retry()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.IsAway = true;
        using var answer = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/trades");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("database_unavailable", (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_trade_carries_its_price_as_text_and_both_forms_of_its_times()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(12_345, Samples.Start + 1));

        var trade = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/trades")).GetProperty("items")[0];

        Assert.Equal("150.25", trade.GetProperty("price").GetString());
        Assert.Equal("100", trade.GetProperty("size").GetString());
        Assert.Equal("7-12345", trade.GetProperty("trade_id").GetString());
        Assert.Equal("NO_AGGRESSOR", trade.GetProperty("aggressor_side").GetString());
        Assert.Equal("1703516400000000001", trade.GetProperty("ts_event").GetString());
        Assert.Equal("2023-12-25T15:00:00.000000001Z", trade.GetProperty("ts_event_iso").GetString());
    }

    [Fact]
    public async Task Rows_drop_the_twin_of_a_time_that_was_not_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Quote(1, Samples.Start));

        var quote = (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/quotes?time=ns")).GetProperty("items")[0];

        Assert.True(quote.TryGetProperty("ts_event", out _));
        Assert.False(quote.TryGetProperty("ts_event_iso", out _));
    }

    [Fact]
    public async Task Rows_come_as_lines_and_as_csv_when_they_are_accepted()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start), Samples.Trade(2, Samples.Start + 5));

        using var lines = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/trades", ("Accept", "application/x-ndjson"));
        using var csv = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/trades?time=ns", ("Accept", "text/csv"));
        using var image = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/trades", ("Accept", "image/png"));

        Assert.Equal(2, (await lines.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("price,size,aggressor_side,trade_id,ts_event,ts_init", (await csv.Content.ReadAsStringAsync(Ct)).Split("\r\n")[0]);
        Assert.Equal(HttpStatusCode.NotAcceptable, image.StatusCode);
    }

    [Fact]
    public async Task The_snapshot_holds_the_latest_of_each_kind_with_age_and_the_change_of_the_day()
    {
        await using var server = await RunningServer.StartAsync();
        var now = HybridClock.Now(TimeProvider.System);
        var today = Timeframe.Day1.OpenOf(now);
        server.Market.Publish(Samples.Trade(1, now));
        server.Market.Open(Samples.Bar(today, Timeframe.Day1, isClosed: false, closeCents: 15_000));
        server.Store.Add(Samples.Bar(today - UnixNanos.PerDay, Timeframe.Day1, closeCents: 12_000));

        var snapshot = await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/snapshot");

        Assert.True(snapshot.GetProperty("trade").GetProperty("age_ms").GetInt64() >= 0);
        Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("quote").ValueKind);
        Assert.Equal("30.00", snapshot.GetProperty("day").GetProperty("change").GetString());
        Assert.Equal(25, snapshot.GetProperty("day").GetProperty("change_pct").GetDouble());
    }

    [Fact]
    public async Task Snapshots_in_a_row_ask_the_store_once_also_on_the_first_day()
    {
        await using var server = await RunningServer.StartAsync();
        var now = HybridClock.Now(TimeProvider.System);
        server.Market.Publish(Samples.Trade(1, now));
        server.Market.Publish(Samples.Quote(1, now));
        server.Market.Open(Samples.Bar(Timeframe.Day1.OpenOf(now), Timeframe.Day1, isClosed: false, closeCents: 15_000));
        var before = server.Store.BarReads;

        for (var i = 0; i < 5; i++) Assert.Equal("150.00", (await server.ReadAsync("/api/v1/instruments/AAPL.NASDAQ/snapshot")).GetProperty("day").GetProperty("close").GetString());

        Assert.Equal(1, server.Store.BarReads - before);
    }

    [Fact]
    public async Task Gaps_and_coverage_name_their_instrument()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start));
        server.Store.Gaps.Add(new Gap(4, 7, Samples.Apple.Key, Domain.Data.MarketEventKind.Trade, Samples.Start, Samples.Start + 10, 5, 6, "disconnect", "IB", GapState.Open, null));

        var gap = (await server.ReadAsync("/api/v1/data/gaps?instrument_id=AAPL.NASDAQ")).GetProperty("items")[0];
        var row = (await server.ReadAsync("/api/v1/data/coverage")).GetProperty("items")[0];

        Assert.Equal(("AAPL.NASDAQ", "open"), (gap.GetProperty("instrument_id").GetString(), gap.GetProperty("state").GetString()));
        Assert.Equal(("AAPL.NASDAQ", "trade", 1), (row.GetProperty("instrument_id").GetString(), row.GetProperty("kind").GetString(), row.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task The_status_adds_up_and_says_what_it_is()
    {
        await using var server = await RunningServer.StartAsync();

        var status = await server.ReadAsync("/api/v1/system/status");
        var info = await server.ReadAsync("/api/v1/system/info");

        Assert.True(status.GetProperty("counters").GetProperty("balanced").GetBoolean());
        Assert.Equal("paper", status.GetProperty("mode").GetString());
        Assert.Equal(("demo", "trader"), (info.GetProperty("auth").GetProperty("mode").GetString(), info.GetProperty("auth").GetProperty("role").GetString()));
        Assert.True(info.GetProperty("test_port").GetBoolean());
    }

    [Theory]
    [InlineData("U1234567", true)]
    [InlineData("F1234567", true)]
    [InlineData("DU1234567", false)]
    [InlineData("DUSIM01", false)]
    public async Task F_319_A_live_account_in_mode_paper_locks_trading_and_says_so_while_recording_goes_on(string account, bool isLocked)
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Feed = server.Market.Feed with { Accounts = ["DU7654321", account] };

        var status = await server.ReadAsync("/api/v1/system/status");

        var locks = status.GetProperty("reasons").EnumerateArray().Where(r => r.GetProperty("code").GetString() == "account_not_paper").ToList();
        Assert.Equal(isLocked ? 1 : 0, locks.Count);
        Assert.False(status.GetProperty("can_trade").GetBoolean());
        Assert.True(status.GetProperty("can_record").GetBoolean());
        if (!isLocked) return;
        Assert.Equal("critical", locks[0].GetProperty("severity").GetString());
        Assert.Contains("trading is locked", locks[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(account, status.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_201_The_truth_page_counts_every_kind_and_says_what_is_stored_locally_and_why()
    {
        await using var server = await RunningServer.StartAsync();
        var kinds = server.Market.Counters.Kinds;
        server.Market.Counters = server.Market.Counters with
        {
            Kinds = [kinds[0] with { Spooled = 4 }, kinds[1] with { Spooled = 2 }, kinds[2] with { Spooled = 1 }],
            StoreProblem = new StoreDiagnosis(StoreFault.ReadOnly, "The database is read-only."),
            Spool = Samples.EmptySpool with { Bytes = 600_000, LastIndex = 3, Waiting = new TickTotals(4, 2, 1) },
        };

        var status = await server.ReadAsync("/api/v1/system/status");
        var health = await server.ReadAsync("/health");
        var metrics = await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(Ct);

        var counters = status.GetProperty("counters");
        Assert.Equal((70, 65, 7, true), (counters.GetProperty("received").GetInt32(), counters.GetProperty("acknowledged").GetInt32(),
            counters.GetProperty("spooled").GetInt32(), counters.GetProperty("balanced").GetBoolean()));
        Assert.Equal(["trade", "quote", "depth"], counters.GetProperty("kinds").EnumerateArray().Select(k => k.GetProperty("kind").GetString()));
        Assert.Equal("read_only", status.GetProperty("store").GetProperty("fault").GetString());
        Assert.Equal(7, status.GetProperty("spool").GetProperty("waiting_ticks").GetInt32());
        Assert.True(status.GetProperty("can_record").GetBoolean());
        Assert.Contains("storing locally", status.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        var stages = health.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        Assert.Equal(("degraded", "Storing locally: The database is read-only."), (stages["store"].GetProperty("state").GetString(), stages["store"].GetProperty("detail").GetString()));
        Assert.Equal("degraded", stages["spool"].GetProperty("state").GetString());
        Assert.Contains("argonaut_ticks_spooled{kind=\"depth\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("argonaut_db_spool_bytes 600000\n", metrics, StringComparison.Ordinal);

        server.Market.Counters = server.Market.Counters with { Spool = server.Market.Counters.Spool with { Problem = "The spool is full." } };
        Assert.False((await server.ReadAsync("/api/v1/system/status")).GetProperty("can_record").GetBoolean());
    }

    [Fact]
    public async Task The_limits_of_the_source_show_what_is_in_use_and_what_waits()
    {
        await using var server = await RunningServer.StartAsync();

        var limits = (await server.ReadAsync("/api/v1/system/status")).GetProperty("feed").GetProperty("limits");
        var subscriptions = await server.ReadAsync("/api/v1/subscriptions");

        var subscribe = limits.GetProperty("messages").GetProperty("queues")[1];
        Assert.Equal(("subscribe", 12, 650.5), (subscribe.GetProperty("name").GetString(), subscribe.GetProperty("waiting").GetInt32(), subscribe.GetProperty("next_slot_ms").GetDouble()));
        Assert.Equal((45, 45), (limits.GetProperty("messages").GetProperty("sent_last_second").GetInt32(), limits.GetProperty("messages").GetProperty("per_second").GetInt32()));
        Assert.Equal((3, 15_000), (limits.GetProperty("history").GetProperty("waiting").GetInt32(), limits.GetProperty("history").GetProperty("next_slot_ms").GetDouble()));
        Assert.Equal(("market_data_lines", 7, 80, true), (limits.GetProperty("budgets")[0].GetProperty("name").GetString(), limits.GetProperty("budgets")[0].GetProperty("used").GetInt32(),
            limits.GetProperty("budgets")[0].GetProperty("limit").GetInt32(), limits.GetProperty("budgets")[0].GetProperty("learnt").GetBoolean()));
        Assert.Equal(80, subscriptions.GetProperty("lines_limit").GetInt32());
    }

    [Fact]
    public async Task Metrics_are_prometheus_text_with_histograms()
    {
        await using var server = await RunningServer.StartAsync();
        await server.ReadAsync("/api/v1/instruments");

        var text = await (await server.GetAsync("/metrics")).Content.ReadAsStringAsync(Ct);

        Assert.Contains("argonaut_ticks_received_total{source=\"IB\",kind=\"trade\"} 10\n", text, StringComparison.Ordinal);
        Assert.Contains("argonaut_ticks_acknowledged_total{kind=\"depth\"} 38\n", text, StringComparison.Ordinal);
        Assert.Contains("argonaut_http_request_seconds_bucket{route=\"/api/v1/instruments\",method=\"GET\",status=\"200\",le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE argonaut_ingest_lag_seconds histogram\n", text, StringComparison.Ordinal);
    }
}

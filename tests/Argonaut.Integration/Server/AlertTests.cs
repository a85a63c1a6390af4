using System.Net;
using System.Text.Json;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Trading.Alerts;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

public sealed class AlertTests
{
    private const string Rules = "/api/v1/alerts/rules";
    private const string Events = "/api/v1/alerts/events";

    private static readonly object Cross = new { name = "AAPL above 190", kind = "price_cross", instrument_id = "AAPL.NASDAQ", direction = "up", threshold = "190.00", cooldown_s = 0 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static (string, string) IfMatch(string tag) => ("If-Match", tag);

    [Fact]
    public async Task U_164_A_rule_is_added_in_plain_words_changed_by_version_and_removed()
    {
        await using var server = await RunningServer.StartAsync();
        using var added = await server.SendAsync(HttpMethod.Post, Rules, Cross);
        var rule = await RunningServer.JsonOf(added);
        var path = $"{Rules}/{rule.GetProperty("id").GetInt64()}";
        using var blind = await server.SendAsync(HttpMethod.Put, path, Cross);
        using var changed = await server.SendAsync(
            HttpMethod.Put, path, new { name = "paused", kind = "price_cross", instrument_id = "AAPL.NASDAQ", threshold = "191", is_paused = true }, IfMatch(added.Headers.ETag!.Tag));
        using var stale = await server.SendAsync(HttpMethod.Delete, path, null, IfMatch(added.Headers.ETag.Tag));
        using var gone = await server.SendAsync(HttpMethod.Delete, path, null, IfMatch("\"2\""));
        using var missing = await server.SendAsync(HttpMethod.Delete, path, null, IfMatch("\"2\""));

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("AAPL.NASDAQ reaches 190.00 from below.", rule.GetProperty("text").GetString());
        Assert.Equal("190.00", rule.GetProperty("threshold").GetString());
        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
        Assert.True((await RunningServer.JsonOf(changed)).GetProperty("is_paused").GetBoolean());
        Assert.Equal(
            [HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent, HttpStatusCode.NotFound], [stale.StatusCode, gone.StatusCode, missing.StatusCode]);
    }

    [Fact]
    public async Task Pages_of_rules_hold_each_once()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 5; i++) (await server.SendAsync(HttpMethod.Post, Rules, Cross)).Dispose();
        var seen = new List<long>();
        for (var next = $"{Rules}?limit=2"; next is not null;)
        {
            var page = await server.ReadAsync(next);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetInt64()));
            next = page.GetProperty("next_cursor").GetString() is { } cursor ? $"{Rules}?limit=2&cursor={cursor}" : null;
        }

        Assert.Equal([1, 2, 3, 4, 5], seen);
    }

    [Theory]
    [InlineData("""{"kind":"price_cross","name":"x","instrument_id":"AAPL.NASDAQ"}""", "/threshold")]
    [InlineData("""{"kind":"price_cross","name":"x","threshold":"1"}""", "/instrument_id")]
    [InlineData("""{"kind":"price_cross","name":"x","instrument_id":"NOBODY.X","threshold":"1"}""", "/instrument_id")]
    [InlineData("""{"kind":"price_cross","name":"x","instrument_id":"AAPL.NASDAQ","threshold":"1e5x"}""", "/threshold")]
    [InlineData("""{"kind":"percent_move","name":"x","threshold":"1"}""", "/window_s")]
    [InlineData("""{"kind":"disk_space","name":"x","threshold":"-1"}""", "/threshold")]
    [InlineData("""{"kind":"moon_phase","name":"x"}""", "/kind")]
    [InlineData("""{"kind":"gap_found","name":""}""", "/name")]
    [InlineData("""{"kind":"gap_found","name":"x","deliver":["pigeon"]}""", "/deliver")]
    [InlineData("""{"kind":"gap_found","name":"x","cooldown_s":99999999}""", "/cooldown_s")]
    public async Task A_rule_that_is_not_whole_is_refused_with_the_field(string body, string pointer)
    {
        await using var server = await RunningServer.StartAsync();
        using var document = JsonDocument.Parse(body);
        using var answer = await server.SendAsync(HttpMethod.Post, Rules, document.RootElement);

        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound);
        Assert.Equal(pointer, (await RunningServer.JsonOf(answer)).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task U_169_What_fired_is_listed_acknowledged_snoozed_and_cleared()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await FireAsync(server);
        var list = await server.ReadAsync($"{Events}?state=raised&level=warning");
        using var acknowledged = await server.SendAsync(HttpMethod.Post, $"{Events}/{id}/ack");
        using var snoozed = await server.SendAsync(HttpMethod.Post, $"{Events}/{id}/snooze", new { minutes = 30 });
        using var cleared = await server.SendAsync(HttpMethod.Post, $"{Events}/{id}/clear");
        using var missing = await server.SendAsync(HttpMethod.Post, $"{Events}/404/ack");
        using var none = await server.SendAsync(HttpMethod.Post, $"{Events}/ack-all");

        Assert.Equal(id, Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal("local", (await RunningServer.JsonOf(acknowledged)).GetProperty("by").GetString());
        Assert.NotEqual(JsonValueKind.Null, (await RunningServer.JsonOf(snoozed)).GetProperty("snoozed_until").ValueKind);
        Assert.Equal("cleared", (await RunningServer.JsonOf(cleared)).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(0, (await RunningServer.JsonOf(none)).GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task Pages_of_events_hold_each_once()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 5; i++) await FireAsync(server, $"{i}");
        var seen = new List<long>();
        var next = $"{Events}?limit=2";
        while (next is not null)
        {
            var page = await server.ReadAsync(next);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetInt64()));
            next = page.GetProperty("next_cursor").GetString() is { } cursor ? $"{Events}?limit=2&cursor={cursor}" : null;
        }

        Assert.Equal(5, seen.Count);
        Assert.Equal(seen.OrderDescending().Distinct(), seen);
        using var foreign = await server.GetAsync($"{Events}?limit=2&state=raised&cursor={(await server.ReadAsync($"{Events}?limit=2")).GetProperty("next_cursor").GetString()}");
        Assert.Equal("invalid_cursor", (await RunningServer.JsonOf(foreign)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task U_165_An_alert_comes_over_the_stream_at_once_and_so_does_its_change()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        await client.SubscribeAsync(new { op = "subscribe", id = 1, channel = "alerts" });
        var id = await FireAsync(server);
        var raised = await client.NextAsync("delta");
        using var acknowledged = await server.SendAsync(HttpMethod.Post, $"{Events}/{id}/ack");
        var changed = await client.NextAsync("delta");

        Assert.Equal((id, "raised"), (raised.GetProperty("data")[0].GetProperty("id").GetInt64(), raised.GetProperty("data")[0].GetProperty("state").GetString()));
        Assert.Equal("acknowledged", changed.GetProperty("data")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task U_164_A_rule_is_tried_on_the_last_day_stored_or_not()
    {
        await using var server = await RunningServer.StartAsync();
        using var added = await server.SendAsync(HttpMethod.Post, Rules, Cross);
        var id = (await RunningServer.JsonOf(added)).GetProperty("id").GetInt64();
        using var stored = await server.SendAsync(HttpMethod.Post, $"{Rules}/{id}/test");
        using var written = await server.SendAsync(HttpMethod.Post, $"{Rules}/test", Cross);
        using var other = await server.SendAsync(HttpMethod.Post, $"{Rules}/test", new { name = "x", kind = "database_down" });

        Assert.Equal("Would not have fired in the last day.", (await RunningServer.JsonOf(stored)).GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, (await RunningServer.JsonOf(written)).GetProperty("rule_id").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await RunningServer.JsonOf(other)).GetProperty("fired").ValueKind);
    }

    [Fact]
    public async Task A_way_out_that_is_not_configured_says_what_to_set()
    {
        await using var server = await RunningServer.StartAsync();
        var routes = await server.ReadAsync("/api/v1/alerts/routes");
        using var test = await server.SendAsync(HttpMethod.Post, "/api/v1/alerts/routes/email/test");
        using var unknown = await server.SendAsync(HttpMethod.Post, "/api/v1/alerts/routes/pigeon/test");

        Assert.All(routes.GetProperty("items").EnumerateArray(), route => Assert.StartsWith("Set ARGONAUT_ALERTS__", route.GetProperty("hint").GetString(), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Conflict, test.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task U_211_A_viewer_reads_alerts_and_changes_none()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        using var read = await server.GetAsync(Events);
        using var add = await server.SendAsync(HttpMethod.Post, Rules, Cross);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [read.StatusCode, add.StatusCode]);
    }

    /// <summary>Adds a rule, lets it fire and removes it; the id of its event.</summary>
    private static async Task<long> FireAsync(RunningServer server, string name = "rule")
    {
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rule = await server.SendAsync(
            HttpMethod.Post, Rules, new { name, kind = "export_failed", cooldown_s = 0 });
        var id = (await RunningServer.JsonOf(rule)).GetProperty("id").GetInt64();
        using var attached = server.Alerts.Attach(one =>
        {
            if (one.RuleId == id) told.TrySetResult(one.Id);
        });
        server.Alerts.Report(AlertKind.ExportFailed, "Export failed.");
        var fired = await told.Task.WaitAsync(Ct);
        // The next report must not fire this one again.
        using var gone = await server.SendAsync(HttpMethod.Delete, $"{Rules}/{id}", null, IfMatch("\"1\""));
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        return fired;
    }
}

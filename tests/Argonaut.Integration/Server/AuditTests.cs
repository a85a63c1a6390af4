using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class AuditTests
{
    private const string Recording = "/api/v1/instruments/AAPL.NASDAQ/subscriptions";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static (string, string) Owner => Bearer(RunningServer.Owner.Secret);

    [Fact]
    public async Task A_044_Each_change_is_a_row_that_says_who_what_from_where_and_with_which_result()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        using var made = await server.SendAsync(HttpMethod.Post, "/api/v1/tokens", new { name = "desk 2", role = "trader" }, Owner, ("X-Request-Id", "req-1"));
        using var stopped = await server.SendAsync(HttpMethod.Delete, Recording, null, Bearer(RunningServer.Trader.Secret));
        using var signedIn = await server.SendAsync(HttpMethod.Post, "/api/v1/session", null, Bearer(RunningServer.Viewer.Secret));
        using var stale = await server.SendAsync(HttpMethod.Put, "/api/v1/layouts/main", new { content = new { } }, Bearer(RunningServer.Trader.Secret), ("If-Match", "\"7\""));
        (await server.GetAsync("/api/v1/instruments")).Dispose();

        var rows = await RowsAsync(server);
        Assert.Equal(
            [("create_token", "owner", "admin", "done"), ("stop_recording", "desk", "trader", "done"), ("sign_in", "screen", "viewer", "done"), ("save_layout", "desk", "trader", "precondition_failed")],
            rows.Select(r => (Text(r, "what"), Text(r, "who"), Text(r, "role"), Text(r, "result"))));
        Assert.Equal(("req-1", "127.0.0.1", "POST /api/v1/tokens"), (Text(rows[0], "request_id"), Text(rows[0], "address"), Text(rows[0], "subject")));
        Assert.Contains("\"name\":\"desk 2\"", Text(rows[0], "after"), StringComparison.Ordinal);
        Assert.DoesNotContain((await RunningServer.JsonOf(made)).GetProperty("secret").GetString()!, rows[0].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_761_A_role_that_may_only_read_is_refused_and_the_try_is_in_the_audit_log()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        using var config = await server.SendAsync(HttpMethod.Put, "/api/v1/data/retention", new { ticks = "1d" }, Bearer(RunningServer.Viewer.Secret));
        using var recording = await server.SendAsync(HttpMethod.Delete, Recording, null, Bearer(RunningServer.Viewer.Secret));

        Assert.Equal([403, 403], new[] { config, recording }.Select(a => (int)a.StatusCode));
        Assert.Equal(
            [("set_retention", "screen", "viewer", "forbidden_role"), ("stop_recording", "screen", "viewer", "forbidden_role")],
            (await RowsAsync(server)).Select(r => (Text(r, "what"), Text(r, "who"), Text(r, "role"), Text(r, "result"))));
    }

    [Fact]
    public async Task Pages_of_the_audit_log_are_newest_first_and_complete()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 7; i++) (await server.SendAsync(HttpMethod.Put, $"/api/v1/layouts/l{i}", new { content = new { } })).Dispose();
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            using var answer = await server.GetAsync($"/api/v1/audit?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}", Owner);
            var page = await RunningServer.JsonOf(answer);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("sequence").GetInt64()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
    }

    [Fact]
    public async Task While_the_database_is_away_entries_wait_and_come_in_their_order()
    {
        await using var server = await RunningServer.StartAsync();
        server.Audit.IsAway = true;
        for (var i = 0; i < 3; i++)
        {
            using var answer = await server.SendAsync(HttpMethod.Put, $"/api/v1/layouts/l{i}", new { content = new { } });
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }

        Assert.Empty(server.Audit.Rows);
        server.Audit.IsAway = false;
        using var last = await server.SendAsync(HttpMethod.Put, "/api/v1/layouts/l3", new { content = new { } });
        while (server.Audit.Rows.Length < 4) await Task.Yield();

        Assert.Equal(["l0", "l1", "l2", "l3"], server.Audit.Rows.Select(r => r.Entry.Subject.Split('/')[^1]));
    }

    [Fact]
    public async Task Entries_that_wait_are_written_before_the_server_ends()
    {
        MemoryAudit audit;
        await using (var server = await RunningServer.StartAsync())
        {
            audit = server.Audit;
            audit.IsAway = true;
            using var answer = await server.SendAsync(HttpMethod.Put, "/api/v1/layouts/main", new { content = new { } });
            audit.IsAway = false;
        }

        Assert.Equal("save_layout", Assert.Single(audit.Rows).Entry.What);
    }

    [Theory]
    [InlineData("altered", "row 2 was altered")]
    [InlineData("deleted", "row 2 is missing")]
    [InlineData("deleted with new numbers", "row 2 does not follow the row before it")]
    public async Task F_762_A_row_that_was_changed_is_told_loudly(string how, string fault)
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 3; i++) (await server.SendAsync(HttpMethod.Put, $"/api/v1/layouts/l{i}", new { content = new { } })).Dispose();
        server.Audit.Change(rows => how switch
        {
            "altered" => rows.SetItem(1, rows[1] with { Entry = rows[1].Entry with { Who = "somebody else" } }),
            "deleted" => rows.RemoveAt(1),
            _ => rows.RemoveAt(1).SetItem(1, rows[2] with { Sequence = 2 }),
        });

        // The walk of the start of a server that finds such a log.
        var store = server.Audit;
        await using var next = await RunningServer.StartAsync(audit: store);
        JsonElement chain;
        do
        {
            using var answer = await next.GetAsync("/api/v1/audit", Owner);
            chain = (await RunningServer.JsonOf(answer)).GetProperty("chain");
        }
        while (Text(chain, "state") == "unchecked");

        var status = await next.ReadAsync("/api/v1/system/status");
        Assert.Equal(("broken", fault), (Text(chain, "state"), Text(chain, "fault")));
        var reason = status.GetProperty("reasons").EnumerateArray().First();
        Assert.Equal(("audit_changed", "critical"), (Text(reason, "code"), Text(reason, "severity")));
    }

    private static (string, string) Bearer(string secret) => ("Authorization", $"Bearer {secret}");

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    /// <summary>Oldest first.</summary>
    private static async Task<ImmutableArray<JsonElement>> RowsAsync(RunningServer server)
    {
        using var answer = await server.GetAsync("/api/v1/audit", Owner);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await RunningServer.JsonOf(answer)).GetProperty("items").EnumerateArray().Reverse()];
    }
}

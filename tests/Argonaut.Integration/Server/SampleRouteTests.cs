using System.Net;
using System.Text.Json;
using Argonaut.Integration.Postgres;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Live.Sample;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>The sample over HTTP: the real server, and a real database for what it stores.</summary>
public sealed class SampleRouteTests(PostgresFixture fixture)
{
    private static readonly string[] Readable =
    [
        "get_instrument", "get_instrument_sessions", "get_snapshot", "list_bars", "list_coverage", "list_days", "list_gaps", "list_instrument_versions", "list_instruments",
        "list_quotes", "list_trades",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task U_016_The_sample_is_read_where_it_is_asked_for_and_is_nowhere_else()
    {
        await using var database = await fixture.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var server = await RunningServer.StartAsync(real: parts => parts with
        {
            Sample = sample, Store = store, Versions = store, Days = new PostgresDayCoverage(database.DataSource), Ledger = new PostgresExportLedger(database.DataSource),
        });
        using (var early = await server.GetAsync("/api/v1/instruments?dataset=sample"))
        {
            Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
            Assert.Contains("POST /api/v1/sample", await early.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        using (var loaded = await server.SendAsync(HttpMethod.Post, "/api/v1/sample", null, ("Prefer", "wait=600")))
            Assert.True((await RunningServer.JsonOf(loaded)).GetProperty("loaded").GetBoolean());

        var ids = Ids(await server.ReadAsync("/api/v1/instruments?dataset=sample"), "instrument_id");
        Assert.Equal(["ALFA.SAMPLE", "BRAVO.SAMPLE", "CARGO.SAMPLE", "EUR/USD.SAMPLE"], ids);
        Assert.Equal(390 * 2 - 20, Count(await server.ReadAsync("/api/v1/instruments/ALFA.SAMPLE/bars?timeframe=1m&limit=10000&dataset=sample")));
        Assert.Equal(2, Count(await server.ReadAsync("/api/v1/instruments/EUR%2FUSD.SAMPLE/bars?timeframe=1D&boundary=session&limit=10&dataset=sample")));
        Assert.Equal(10, Count(await server.ReadAsync("/api/v1/instruments/ALFA.SAMPLE/trades?limit=10&order=desc&dataset=sample")));
        Assert.Equal(10, Count(await server.ReadAsync("/api/v1/instruments/EUR%2FUSD.SAMPLE/quotes?limit=10&dataset=sample")));
        Assert.Equal(JsonValueKind.Object, (await server.ReadAsync("/api/v1/instruments/ALFA.SAMPLE/snapshot?dataset=sample")).GetProperty("trade").ValueKind);
        Assert.Equal(2, Count(await server.ReadAsync("/api/v1/data/gaps?dataset=sample")));
        Assert.Equal(ids, Ids(await server.ReadAsync("/api/v1/data/coverage?limit=1000&dataset=sample"), "instrument_id").Distinct());
        var days = (await server.ReadAsync("/api/v1/data/days?instrument_id=ALFA.SAMPLE&dataset=sample")).GetProperty("items")[0].GetProperty("days").EnumerateArray();
        Assert.Equal(["complete", "partial"], days.Select(day => day.GetProperty("state").GetString()!).Where(state => state is "complete" or "partial"));
        // Not even what a browser may keep for ever of recorded data.
        using (var closed = await server.GetAsync("/api/v1/instruments/ALFA.SAMPLE/bars?timeframe=1m&start=2025-01-30&end=2025-01-31&limit=10000&dataset=sample"))
            Assert.DoesNotContain("immutable", closed.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);

        Assert.DoesNotContain(Ids(await server.ReadAsync("/api/v1/instruments"), "instrument_id"), id => id.EndsWith(".SAMPLE", StringComparison.Ordinal));
        Assert.Equal(0, Count(await server.ReadAsync("/api/v1/data/coverage")));
        Assert.Equal(0, Count(await server.ReadAsync("/api/v1/data/gaps")));
        using (var unknown = await server.GetAsync("/api/v1/instruments/ALFA.SAMPLE/bars?timeframe=1m")) Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using (var export = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/SAMPLE/ALFA.SAMPLE", new { start = "2025-01-30", end = "2025-02-01" }))
            Assert.Equal(HttpStatusCode.NotFound, export.StatusCode);
        using (var daily = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/daily", new { date = "2025-01-30" }, ("Prefer", "wait=600")))
            Assert.DoesNotContain(".SAMPLE", await daily.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.False(Directory.Exists(server.ExportDirectory) && Directory.GetFiles(server.ExportDirectory, "*.parquet", SearchOption.AllDirectories).Length > 0);

        using (var removed = await server.SendAsync(HttpMethod.Delete, "/api/v1/sample")) Assert.False((await RunningServer.JsonOf(removed)).GetProperty("loaded").GetBoolean());

        using var gone = await server.GetAsync("/api/v1/instruments/ALFA.SAMPLE/bars?timeframe=1m&dataset=sample");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task U_016_Routes_that_write_export_or_tell_of_the_system_refuse_the_sample()
    {
        await using var server = await RunningServer.StartAsync();
        var document = await server.ReadAsync("/api/v1/openapi.json");
        var offered = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                var takes = operation.Value.TryGetProperty("parameters", out var all) && all.EnumerateArray().Any(p => p.GetProperty("name").GetString() == "dataset");
                if (takes) offered.Add($"{operation.Name} {operation.Value.GetProperty("operationId").GetString()}");
            }

        Assert.Equal(Readable.Select(id => $"get {id}"), offered.Order(StringComparer.Ordinal));
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/api/v1/parquet/export/daily"), (HttpMethod.Post, "/api/v1/instruments/ALFA.SAMPLE/subscriptions"),
            (HttpMethod.Get, "/api/v1/data/retention"), (HttpMethod.Get, "/api/v1/system/status"), (HttpMethod.Post, "/api/v1/alerts/rules"),
        })
        {
            using var refused = await server.SendAsync(method, path + "?dataset=sample");
            var problem = await RunningServer.JsonOf(refused);
            Assert.Equal((HttpStatusCode.BadRequest, "unknown_field"), (refused.StatusCode, problem.GetProperty("code").GetString()));
            Assert.Contains("never on the sample", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task U_016_A_viewer_may_look_and_not_load_and_a_refused_load_says_why()
    {
        await using var server = await RunningServer.StartAsync();
        var viewer = ("Authorization", $"Bearer {RunningServer.Viewer.Secret}");

        using (var state = await server.GetAsync("/api/v1/sample", viewer)) Assert.Equal(HttpStatusCode.OK, state.StatusCode);
        using (var forbidden = await server.SendAsync(HttpMethod.Post, "/api/v1/sample", null, viewer)) Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using (var forbidden = await server.SendAsync(HttpMethod.Delete, "/api/v1/sample", null, viewer)) Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var refused = await server.SendAsync(HttpMethod.Post, "/api/v1/sample");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("no place", (await RunningServer.JsonOf(refused)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task U_016_A_load_that_a_stop_interrupts_goes_on_after_the_start_and_what_is_loaded_stays()
    {
        await using var database = await fixture.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        var server = await RunningServer.StartAsync(real: parts => parts with { Sample = sample });
        string id;
        using (var ordered = await server.SendAsync(HttpMethod.Post, "/api/v1/sample", null, ("Prefer", "wait=0")))
            id = (await RunningServer.JsonOf(ordered)).GetProperty("id").GetString()!;
        using (var again = await server.SendAsync(HttpMethod.Post, "/api/v1/sample", null, ("Prefer", "wait=0")))
            Assert.Equal(id, (await RunningServer.JsonOf(again)).GetProperty("id").GetString());
        await UntilAsync(server, id, job => job.GetProperty("rows_done").GetInt64() > 0);
        await server.StopAsync();
        Assert.False(await sample.IsLoadedAsync(Ct));

        await using var next = await RunningServer.StartAsync(real: parts => parts with { Sample = sample }, before: server);
        var ended = await UntilAsync(next, id, job => job.GetProperty("state").GetString() is not ("queued" or "running"));

        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
        Assert.True((await next.ReadAsync("/api/v1/sample")).GetProperty("loaded").GetBoolean());
        // Another program on the same database finds it.
        await using var other = SampleOf(database);
        Assert.True(await other.IsLoadedAsync(Ct));
    }

    [Fact]
    public async Task U_016_Removing_ends_a_load_and_leaves_nothing()
    {
        await using var database = await fixture.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        await using var server = await RunningServer.StartAsync(real: parts => parts with { Sample = sample });
        string id;
        using (var ordered = await server.SendAsync(HttpMethod.Post, "/api/v1/sample", null, ("Prefer", "wait=0")))
            id = (await RunningServer.JsonOf(ordered)).GetProperty("id").GetString()!;
        await UntilAsync(server, id, job => job.GetProperty("rows_done").GetInt64() > 0);

        using (var removed = await server.SendAsync(HttpMethod.Delete, "/api/v1/sample")) Assert.Equal(HttpStatusCode.OK, removed.StatusCode);

        Assert.Equal("cancelled", (await UntilAsync(server, id, job => job.GetProperty("state").GetString() is not "running")).GetProperty("state").GetString());
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from pg_namespace where nspname like 'sample%'", Ct));
    }

    private static PostgresSample SampleOf(PostgresDatabase database) =>
        new(database.ConnectionString, null, database.DataSource, SampleMarket.Edition, SampleTime.Instance, NullLogger.Instance);

    private static int Count(JsonElement page) => page.GetProperty("items").GetArrayLength();

    private static IEnumerable<string> Ids(JsonElement page, string name) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(name).GetString()!)];

    private static async Task<JsonElement> UntilAsync(RunningServer server, string id, Func<JsonElement, bool> isReached)
    {
        while (true)
        {
            var job = await server.ReadAsync($"/api/v1/jobs/{id}");
            if (isReached(job)) return job;
            Assert.True(job.GetProperty("state").GetString() is "queued" or "running", job.GetRawText());
        }
    }
}

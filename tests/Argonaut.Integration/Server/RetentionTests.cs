using System.Net;
using Argonaut.Domain;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class RetentionTests
{
    private const string Path = "/api/v1/data/retention";

    private static readonly (string, string) Admin = ("Authorization", $"Bearer {RunningServer.Owner.Secret}");

    private static readonly RetentionItem OldTicks = new(
        RetentionKind.Ticks, "trade_chunks_20231225", UnixNanos.FromDate(new DateOnly(2023, 12, 25)), UnixNanos.FromDate(new DateOnly(2023, 12, 26)),
        2_000_000, 17_000_000, true, null)
    {
        Due = UnixNanos.FromDate(new DateOnly(2024, 1, 25)),
    };

    private static readonly RetentionItem OldBars = OldTicks with
    {
        Kind = RetentionKind.BarsSeconds, Table = "bars_1s_20231225", Rows = 86_400, IsExported = false, Kept = KeptReason.NotExported,
    };

    [Fact]
    public async Task The_policy_is_that_of_the_configuration_until_a_person_sets_one()
    {
        await using var server = await RunningServer.StartAsync();

        var before = await server.ReadAsync(Path);
        using var put = await server.SendAsync(HttpMethod.Put, Path, new { ticks = "1d", bars_long = "3650d", delete_unexported = true }, Admin);
        var after = await server.ReadAsync(Path);

        Assert.Equal("configuration", before.GetProperty("origin").GetString());
        Assert.Equal("30d", before.GetProperty("retention_policies").GetProperty("ticks").GetString());
        Assert.Equal("never", before.GetProperty("retention_policies").GetProperty("bars_long").GetString());
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("stored", after.GetProperty("origin").GetString());
        Assert.Equal("1d", after.GetProperty("retention_policies").GetProperty("ticks").GetString());
        Assert.Equal("30d", after.GetProperty("retention_policies").GetProperty("quotes").GetString());
        Assert.Equal("3650d", after.GetProperty("retention_policies").GetProperty("bars_long").GetString());
        Assert.True(after.GetProperty("retention_policies").GetProperty("delete_unexported").GetBoolean());
    }

    [Theory]
    [InlineData("0d")]
    [InlineData("36501d")]
    [InlineData("30")]
    [InlineData("1h")]
    [InlineData("-1d")]
    [InlineData("")]
    public async Task A_period_that_is_no_number_of_days_is_refused_and_nothing_is_set(string period)
    {
        await using var server = await RunningServer.StartAsync();

        using var put = await server.SendAsync(HttpMethod.Put, Path, new { quotes = "5d", ticks = period }, Admin);

        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.Equal("invalid_parameter", (await RunningServer.JsonOf(put)).GetProperty("code").GetString());
        Assert.Equal("configuration", (await server.ReadAsync(Path)).GetProperty("origin").GetString());
    }

    [Fact]
    public async Task S4_37_A_dry_run_says_what_would_go_and_a_run_deletes_it_with_counts()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Maintenance.Old = [OldTicks, OldBars];

        using var dry = await server.SendAsync(HttpMethod.Post, Path + "/run", new { dry_run = true }, Admin);
        var remaining = server.Store.Maintenance.Old.Length;
        using var run = await server.SendAsync(HttpMethod.Post, Path + "/run", null, Admin);

        var planned = await RunningServer.JsonOf(dry);
        var done = await RunningServer.JsonOf(run);
        Assert.True(planned.GetProperty("dry_run").GetBoolean());
        Assert.Equal(2, remaining);
        Assert.Equal(planned.GetProperty("partitions").GetRawText(), done.GetProperty("partitions").GetRawText());
        Assert.Equal("partial", done.GetProperty("status").GetString());
        Assert.Equal(2_000_000, done.GetProperty("deleted_records").GetProperty("ticks").GetInt64());
        Assert.Equal(0, done.GetProperty("deleted_records").GetProperty("bars").GetInt64());
        Assert.Equal("not_exported", done.GetProperty("partitions")[1].GetProperty("kept").GetString());
        Assert.Equal([OldBars], server.Store.Maintenance.Old);
    }

    [Fact]
    public async Task U_186_What_goes_next_is_listed_in_pages_and_what_is_stored_by_kind()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Maintenance.Old = [OldTicks, OldBars with { Kept = KeptReason.NotDue, Due = OldTicks.Due + UnixNanos.PerDay }];
        server.Store.Maintenance.Stored =
        [
            new StoredData(StoredKind.Trades, 30, 5_000, 4_000, 90_000, 36_000, 3, OldTicks.From, OldTicks.Due),
            new StoredData(StoredKind.BarsLong, null, 0, 0, 8_192, 0, 0, null, null),
        ];

        var first = await server.ReadAsync(Path + "/due?days=30&limit=1");
        var second = await server.ReadAsync($"{Path}/due?days=30&limit=1&cursor={Uri.EscapeDataString(first.GetProperty("next_cursor").GetString()!)}");
        var stored = (await server.ReadAsync(Path)).GetProperty("stored");

        var ticks = Assert.Single(first.GetProperty("items").EnumerateArray());
        Assert.Equal(("trade_chunks_20231225", true, true), (ticks.GetProperty("table").GetString(), ticks.GetProperty("exported").GetBoolean(), ticks.GetProperty("deleted").GetBoolean()));
        Assert.Equal(OldTicks.Due.ToString(), ticks.GetProperty("due").GetString());
        var bars = Assert.Single(second.GetProperty("items").EnumerateArray());
        Assert.Equal(("not_due", false), (bars.GetProperty("kept").GetString(), bars.GetProperty("deleted").GetBoolean()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Equal(("trades", "30d", 5_000, 4_000, OldTicks.From.ToString(), OldTicks.Due.ToString()), (
            stored[0].GetProperty("kind").GetString(), stored[0].GetProperty("kept").GetString(), stored[0].GetProperty("rows").GetInt64(),
            stored[0].GetProperty("packed_rows").GetInt64(), stored[0].GetProperty("oldest").GetString(), stored[0].GetProperty("next_due").GetString()));
        Assert.Equal(("bars_long", "never", null), (stored[1].GetProperty("kind").GetString(), stored[1].GetProperty("kept").GetString(), stored[1].GetProperty("next_due").GetString()));
    }

    [Fact]
    public async Task F_221_The_truth_page_tells_what_strains_the_database_server()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Maintenance.Status = MaintenanceStatus.Idle with { Strains = ["Process 4711 (psql, user bob) has been idle in a transaction for 12 min."] };

        var stages = (await server.ReadAsync("/api/v1/system/status")).GetProperty("stages").EnumerateArray();
        var report = await server.ReadAsync(Path);

        var stage = Assert.Single(stages, s => s.GetProperty("name").GetString() == "maintenance");
        Assert.Equal("degraded", stage.GetProperty("state").GetString());
        Assert.Contains("Process 4711", stage.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Process 4711", report.GetProperty("maintenance").GetProperty("strains")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_a_job_with_progress_that_can_be_cancelled()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Maintenance.Old = [OldTicks, OldTicks];
        server.Store.Maintenance.Pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        using var run = await server.SendAsync(HttpMethod.Post, Path + "/run", null, Admin, ("Prefer", "wait=0"));
        var job = await RunningServer.JsonOf(run);
        using var cancel = await server.SendAsync(HttpMethod.Delete, $"/api/v1/jobs/{job.GetProperty("id").GetString()}", null, Admin);
        var cancelled = await RunningServer.JsonOf(cancel);

        Assert.Equal(HttpStatusCode.Accepted, run.StatusCode);
        Assert.Equal("retention", job.GetProperty("kind").GetString());
        Assert.Equal("cancelled", cancelled.GetProperty("state").GetString());
        Assert.Equal(2, server.Store.Maintenance.Old.Length);
    }

    [Fact]
    public async Task The_truth_page_tells_of_a_table_that_cannot_be_read()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Maintenance.Status = MaintenanceStatus.Idle with { Unreadable = ["trade_ticks_20231225"] };

        var stages = (await server.ReadAsync("/api/v1/system/status")).GetProperty("stages").EnumerateArray();

        var stage = Assert.Single(stages, s => s.GetProperty("name").GetString() == "maintenance");
        Assert.Equal("degraded", stage.GetProperty("state").GetString());
        Assert.Contains("trade_ticks_20231225", stage.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>Jobs over a stop of the program, cancelling and going on, and requests that are sent twice (api.md A-046, A-047, A-073 to A-075).</summary>
public sealed class JobTests
{
    private const string Ticks = "/api/v1/parquet/export/ticks/ib/AAPL.NASDAQ";
    private const string TicksRequest =
        """{"data_type":"trade_tick","instrument_id":"AAPL.NASDAQ","timeframe":null,"from":0,"to":1903516400000000000,"format":"nautilus","profile":"v1-hp","on_overlap":"refuse","verify":true,"compression":"snappy"}""";

    private static readonly UnixNanos NextDay = UnixNanos.FromDate(new DateOnly(2023, 12, 26));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_073_U_176_A_running_job_says_how_far_it_is_with_files_bytes_and_their_rate()
    {
        await using var server = await OverTwoDaysAsync();
        server.Store.Hold = new TaskCompletionSource();
        var location = await OrderAsync(server, Ticks);

        var running = await UntilAsync(server, location, job => Number(job, "rows_done") == 50);
        Assert.Equal(("running", 1, false), (Text(running, "state"), Number(running, "attempts"), running.GetProperty("can_resume").GetBoolean()));
        Assert.InRange(running.GetProperty("progress").GetDouble(), 0.0001, 0.9999);
        Assert.Equal(1, Number(running, "files_done"));
        Assert.InRange(running.GetProperty("bytes_done").GetInt64(), 1, long.MaxValue);
        Assert.InRange(running.GetProperty("bytes_per_s").GetDouble(), 0.001, double.MaxValue);

        server.Store.Hold.SetResult();
        var done = await FinishedAsync(server, location);
        Assert.Equal(("succeeded", 120, 120, 1.0), (Text(done, "state"), Number(done, "rows_done"), Number(done, "rows_total"), done.GetProperty("progress").GetDouble()));
        Assert.Equal((2, done.GetProperty("result").GetProperty("bytes_total").GetInt64()), (Number(done, "files_done"), done.GetProperty("bytes_done").GetInt64()));
    }

    [Fact]
    public async Task A_074_A_job_that_a_stop_interrupts_goes_on_after_the_start_from_the_last_finished_file()
    {
        var first = await OverTwoDaysAsync();
        first.Store.Hold = new TaskCompletionSource();
        var location = await OrderAsync(first, Ticks);
        await UntilAsync(first, location, job => Number(job, "rows_done") == 50);
        await first.StopAsync();
        first.Store.Hold = null;
        await using var second = await RunningServer.StartAsync(before: first);

        var done = await FinishedAsync(second, location);

        Assert.Equal(("succeeded", 120, 120), (Text(done, "state"), Number(done, "rows_done"), Number(done.GetProperty("result"), "rows_source")));
        Assert.Equal([UnixNanos.Zero, NextDay], second.Store.StreamsFrom);
        Assert.Equal([40, 80], RowsOfFiles(second, done));
        Assert.Equal((2, done.GetProperty("result").GetProperty("bytes_total").GetInt64()), (Number(done, "files_done"), done.GetProperty("bytes_done").GetInt64()));
    }

    [Theory]
    [InlineData(1, "succeeded")]
    [InlineData(3, "failed")]
    public async Task A_074_A_job_of_a_process_that_died_runs_again_but_not_for_ever(int attempts, string expected)
    {
        var first = await OverTwoDaysAsync();
        await first.StopAsync();
        await first.Jobs.AddAsync(Died("export_dead", "export", TicksRequest, attempts), UnixNanos.Zero, Ct);
        var second = await RunningServer.StartAsync(before: first);

        var done = await FinishedAsync(second, "/api/v1/jobs/export_dead");
        await second.StopAsync();

        Assert.Equal(expected, Text(done, "state"));
        if (expected == "failed") Assert.Equal("interrupted", Text(done.GetProperty("problem"), "code"));
        Assert.Equal(expected, (await first.Jobs.FindAsync("export_dead", Ct))!.State);
        await using var third = await RunningServer.StartAsync(before: second);
    }

    [Fact]
    public async Task A_074_Deleting_does_not_begin_by_itself_after_the_process_died()
    {
        var first = await OverTwoDaysAsync();
        await first.StopAsync();
        await first.Jobs.AddAsync(Died("retention_dead", "retention", """{"is_dry_run":false}""", 1), UnixNanos.Zero, Ct);
        await using var second = await RunningServer.StartAsync(before: first);

        var done = await FinishedAsync(second, "/api/v1/jobs/retention_dead");

        Assert.Equal(("failed", "interrupted", false), (Text(done, "state"), Text(done.GetProperty("problem"), "code"), done.GetProperty("can_resume").GetBoolean()));
    }

    [Fact]
    public async Task Results_are_there_after_a_restart()
    {
        var first = await OverTwoDaysAsync();
        using var answer = await first.SendAsync(HttpMethod.Post, Ticks);
        var result = await RunningServer.JsonOf(answer);
        using var refused = await first.SendAsync(HttpMethod.Post, $"{Ticks}?compression=gzip");
        await first.StopAsync();
        await using var second = await RunningServer.StartAsync(before: first);

        // They are read from the store beside the start.
        JsonElement[] jobs;
        do jobs = [.. (await second.ReadAsync("/api/v1/jobs")).GetProperty("items").EnumerateArray()];
        while (jobs.Length == 0);

        Assert.Equal(["failed", "succeeded"], jobs.Select(j => Text(j, "state")));
        Assert.Equal(result.GetRawText(), jobs[1].GetProperty("result").GetRawText());
        Assert.Equal("catalog_overlap", Text(jobs[0].GetProperty("problem"), "code"));
    }

    [Fact]
    public async Task A_cancelled_export_goes_on_where_it_was()
    {
        await using var server = await OverTwoDaysAsync();
        server.Store.Hold = new TaskCompletionSource();
        var location = await OrderAsync(server, Ticks);
        await UntilAsync(server, location, job => Number(job, "rows_done") == 50);
        using var cancelled = await server.SendAsync(HttpMethod.Delete, location);
        var seen = await RunningServer.JsonOf(cancelled);
        Assert.Equal(("cancelled", true), (Text(seen, "state"), seen.GetProperty("can_resume").GetBoolean()));
        Assert.DoesNotContain(Directory.GetFiles(server.ExportDirectory, "*", SearchOption.AllDirectories), f => f.Contains("partial", StringComparison.Ordinal));

        server.Store.Hold = null;
        using var resumed = await server.SendAsync(HttpMethod.Post, $"{location}/resume");
        var done = await FinishedAsync(server, location);

        Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        Assert.Equal(("succeeded", 120), (Text(done, "state"), Number(done.GetProperty("result"), "rows_written")));
        Assert.Equal([UnixNanos.Zero, NextDay], server.Store.StreamsFrom);
        using var again = await server.SendAsync(HttpMethod.Post, $"{location}/resume");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task The_failed_parts_of_a_day_are_done_again_and_only_those()
    {
        await using var server = await OverTwoDaysAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start, Samples.Euro));
        await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/EUR%2FUSD.IDEALPRO");
        server.Store.Add(Samples.Trade(2, Samples.Start + 5, Samples.Euro));
        var location = await OrderAsync(server, "/api/v1/parquet/export/daily?date=2023-12-25");
        var partial = await FinishedAsync(server, location);
        Assert.Equal("partial", Text(partial, "state"));

        var file = Directory.GetFiles(Path.Combine(server.ExportDirectory, "data", "trade_tick", "EURUSD.IDEALPRO")).Single();
        File.Delete(file);
        server.Store.StreamsFrom.Clear();
        await server.SendAsync(HttpMethod.Post, $"{location}/resume");
        var done = await FinishedAsync(server, location);

        Assert.Equal("succeeded", Text(done, "state"));
        Assert.Equal(2, done.GetProperty("result").GetProperty("exports").GetArrayLength());
        Assert.Single(server.Store.StreamsFrom);
    }

    [Fact]
    public async Task A_047_The_same_key_and_request_get_the_first_answer_and_no_second_job()
    {
        await using var server = await OverTwoDaysAsync();
        using var first = await server.SendAsync(HttpMethod.Post, Ticks, new { end = "2023-12-27" }, ("Idempotency-Key", "one"));
        using var second = await server.SendAsync(HttpMethod.Post, Ticks, new { end = "2023-12-27" }, ("Idempotency-Key", "one"));
        using var other = await server.SendAsync(HttpMethod.Post, Ticks, new { end = "2023-12-28" }, ("Idempotency-Key", "one"));
        using var wrong = await server.SendAsync(HttpMethod.Post, Ticks, null, ("Idempotency-Key", new string('x', 256)));

        Assert.Equal("success", Text(await RunningServer.JsonOf(first), "status"));
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await second.Content.ReadAsStringAsync(Ct));
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal((422, "idempotency_key_reused"), ((int)other.StatusCode, Text(await RunningServer.JsonOf(other), "code")));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(1, (await server.ReadAsync("/api/v1/jobs")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_047_A_key_whose_first_request_still_waits_is_409_and_after_a_restart_names_the_job()
    {
        var server = await OverTwoDaysAsync();
        server.Store.Hold = new TaskCompletionSource();
        var waiting = server.SendAsync(HttpMethod.Post, Ticks, null, ("Idempotency-Key", "slow"), ("Prefer", "wait=600"));
        var location = await JobOfAsync(server);
        await UntilAsync(server, location, job => Number(job, "rows_done") == 50);

        using var refused = await server.SendAsync(HttpMethod.Post, Ticks, null, ("Idempotency-Key", "slow"), ("Prefer", "wait=600"));
        Assert.Equal((409, "idempotency_in_progress"), ((int)refused.StatusCode, Text(await RunningServer.JsonOf(refused), "code")));
        Assert.NotNull(refused.Headers.RetryAfter);

        await StopAsync(server, waiting);
        server.Store.Hold = null;
        await using var next = await RunningServer.StartAsync(before: server);
        await FinishedAsync(next, location);
        using var replayed = await next.SendAsync(HttpMethod.Post, Ticks, null, ("Idempotency-Key", "slow"), ("Prefer", "wait=600"));
        Assert.Equal("true", replayed.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal("success", Text(await RunningServer.JsonOf(replayed), "status"));
    }

    [Fact]
    public async Task Without_a_place_to_keep_it_a_job_is_not_begun()
    {
        await using var server = await OverTwoDaysAsync();
        server.Jobs.IsAway = true;

        using var answer = await server.SendAsync(HttpMethod.Post, Ticks);

        Assert.Equal((503, "database_unavailable"), ((int)answer.StatusCode, Text(await RunningServer.JsonOf(answer), "code")));
        Assert.Empty(server.Store.StreamsFrom);
    }

    [Fact]
    public async Task A_job_that_ends_while_the_store_is_away_is_written_down_later()
    {
        var server = await OverTwoDaysAsync();
        server.Store.Hold = new TaskCompletionSource();
        var location = await OrderAsync(server, Ticks);
        await UntilAsync(server, location, job => Number(job, "rows_done") == 50);
        server.Jobs.IsAway = true;
        server.Store.Hold.SetResult();
        await FinishedAsync(server, location);
        server.Jobs.IsAway = false;

        await server.StopAsync();

        Assert.Equal("succeeded", (await server.Jobs.FindAsync(location[(location.LastIndexOf('/') + 1)..], Ct))!.State);
        await using var next = await RunningServer.StartAsync(before: server);
    }

    private static StoredJob Died(string id, string kind, string request, int attempts) => new()
    {
        Id = id, Kind = kind, Title = kind, State = "running", Request = request, Owner = "local", Attempts = attempts, Progress = 0.4, RowsDone = 3,
        Created = Samples.Start, Started = Samples.Start,
    };

    /// <summary>40 trades of one day and 80 of the next: the first chunk of a read reaches into the second day.</summary>
    [Fact]
    public async Task A_job_that_is_stored_while_a_start_reads_what_was_left_runs_once()
    {
        var storing = new TaskCompletionSource();
        var kept = new MemoryJobs { Loading = storing.Task };
        await using var server = await OverTwoDaysAsync(kept);
        kept.Stored = async () =>
        {
            storing.SetResult();
            // Time enough for whoever takes it for one that was left.
            for (var i = 0; i < 25 && server.Store.StreamsFrom.IsEmpty; i++) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        };

        var done = await FinishedAsync(server, await OrderAsync(server, Ticks));

        Assert.Equal(("succeeded", 1), (Text(done, "state"), server.Store.StreamsFrom.Count));
    }

    private static async Task<RunningServer> OverTwoDaysAsync(MemoryJobs? kept = null)
    {
        var server = await RunningServer.StartAsync(kept: kept);
        server.Store.Add(Enumerable.Range(1, 40).Select(i => Samples.Trade(i, Samples.Start + i)));
        server.Store.Add(Enumerable.Range(41, 80).Select(i => Samples.Trade(i, NextDay + i)));
        return server;
    }

    private static async Task<string> OrderAsync(RunningServer server, string path)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, path, null, ("Prefer", "wait=0"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<string> JobOfAsync(RunningServer server)
    {
        while (true)
        {
            var items = (await server.ReadAsync("/api/v1/jobs")).GetProperty("items");
            if (items.GetArrayLength() == 1) return $"/api/v1/jobs/{Text(items[0], "id")}";
        }
    }

    private static Task<JsonElement> FinishedAsync(RunningServer server, string location) =>
        UntilAsync(server, location, job => Text(job, "state") is not ("queued" or "running"));

    /// <summary>Asks until it is so: each question waits for an answer of the server, none for the clock.</summary>
    private static async Task<JsonElement> UntilAsync(RunningServer server, string location, Func<JsonElement, bool> isSo)
    {
        while (true)
        {
            using var answer = await server.GetAsync(location);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, await answer.Content.ReadAsStringAsync(Ct));
            if (answer.StatusCode == HttpStatusCode.OK && await RunningServer.JsonOf(answer) is var job && isSo(job)) return job;
        }
    }

    /// <summary>A request that is under way hears that the server goes, or nothing more.</summary>
    private static async Task StopAsync(RunningServer server, Task<HttpResponseMessage> waiting)
    {
        var stopping = server.StopAsync();
        try
        {
            using var answer = await waiting;
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The connection went first.
        }

        await stopping;
    }

    private static int[] RowsOfFiles(RunningServer server, JsonElement job) =>
    [
        .. job.GetProperty("result").GetProperty("files").EnumerateArray().Select(file =>
        {
            using var opened = CatalogFile.Open(Path.Combine(server.ExportDirectory, Text(file, "path")));
            return (int)opened.Rows;
        }),
    ];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}

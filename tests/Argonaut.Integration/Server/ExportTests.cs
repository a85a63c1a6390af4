using System.Net;
using System.Text.Json;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Ports;
using Argonaut.Server.Export;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class ExportTests
{
    private const string Ticks = "/api/v1/parquet/export/ticks/ib/AAPL.NASDAQ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trades_become_a_file_that_reads_back_with_its_rows()
    {
        await using var server = await WithTradesAsync(200);

        using var answer = await server.SendAsync(HttpMethod.Post, Ticks, new { start = "2023-12-25", end = "2023-12-26", compression = "ZSTD" });
        var result = await RunningServer.JsonOf(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("success", 200, 200, "IB", "zstd"), (Text(result, "status"), Number(result, "records"), Number(result, "rows_source"), Text(result, "source"), Text(result, "compression")));
        var path = Text(result, "file_path");
        Assert.StartsWith("data/trade_tick/AAPL.NASDAQ/2023-12-25T15-00-00", path, StringComparison.Ordinal);
        using var file = CatalogFile.Open(Path.Combine(server.ExportDirectory, path));
        Assert.Equal(200, file.Rows);
        var record = Assert.Single(await server.Store.ListAsync(ExportState.Published, Ct), r => r.Path == path);
        Assert.Equal(result.GetProperty("files")[0].GetProperty("sha256").GetString(), record.Sha256);
    }

    [Fact]
    public async Task The_same_export_again_is_unchanged()
    {
        await using var server = await WithTradesAsync(20);
        var first = await PostAsync(server, $"{Ticks}?start=2023-12-25&end=2023-12-26");
        var second = await PostAsync(server, $"{Ticks}?start_date=2023-12-25&end_date=2023-12-26");

        Assert.Equal(("success", "unchanged"), (Text(first, "status"), Text(second, "status")));
        Assert.Equal(first.GetProperty("files").GetRawText(), second.GetProperty("files").GetRawText());
    }

    [Fact]
    public async Task An_overlap_is_409_until_it_is_said_what_to_do()
    {
        await using var server = await WithTradesAsync(20);
        await PostAsync(server, Ticks);
        server.Store.Add(Samples.Trade(21, Samples.Start + 5));

        using var refused = await server.SendAsync(HttpMethod.Post, Ticks);
        var replaced = await PostAsync(server, $"{Ticks}?on_overlap=replace");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("catalog_overlap", Text(await RunningServer.JsonOf(refused), "code"));
        Assert.Equal(21, Number(replaced, "rows_written"));
    }

    [Fact]
    public async Task No_rows_is_no_data_with_the_range_that_has_some_and_touches_nothing()
    {
        await using var server = await WithTradesAsync(20);
        var result = await PostAsync(server, $"{Ticks}?start=2024-01-01&end=2024-01-02");

        Assert.Equal(("no_data", 0), (Text(result, "status"), Number(result, "records")));
        Assert.StartsWith("2023-12-25T15:00:00", result.GetProperty("available").GetProperty("start_iso").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.ExportDirectory, "data")));
    }

    [Fact]
    public async Task Bars_of_a_pair_with_a_slash_are_exported_without_it_in_the_path()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(0, 5).Select(i => Samples.Bar(Samples.Start + i * UnixNanos.PerMinute, Timeframe.Minute1, Samples.Euro)));

        var result = await PostAsync(server, "/api/v1/parquet/export/bars/IB/EUR%2FUSD.IDEALPRO?timeframe=1m");

        Assert.Equal(5, Number(result, "records"));
        Assert.StartsWith("data/bar/EURUSD.IDEALPRO-1-MINUTE-MID-EXTERNAL/", Text(result, "file_path"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/parquet/export/ticks/NOPE/AAPL.NASDAQ", 404, "unknown_source")]
    [InlineData("/api/v1/parquet/export/ticks/IB/NONE.NYSE", 404, "unknown_instrument")]
    [InlineData("/api/v1/parquet/export/bars/IB/AAPL.NASDAQ", 400, "invalid_timeframe")]
    [InlineData("/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ?start=2023-12-26&end=2023-12-25", 400, "invalid_parameter")]
    [InlineData("/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ?start=2023-12-25T10:00:00", 400, "ambiguous_time")]
    [InlineData("/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ?compression=lzo", 400, "invalid_parameter")]
    [InlineData("/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ?compresion=zstd", 400, "unknown_field")]
    [InlineData("/api/v1/parquet/export/ticks/IB/..%2F..%2Fetc.d", 404, "not_found")]
    public async Task What_cannot_be_exported_says_why(string path, int status, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Post, path);

        Assert.Equal((status, code), ((int)answer.StatusCode, Text(await RunningServer.JsonOf(answer), "code")));
    }

    [Fact]
    public async Task A_parameter_in_query_and_body_must_agree()
    {
        await using var server = await WithTradesAsync(5);
        using var differs = await server.SendAsync(HttpMethod.Post, $"{Ticks}?start=2023-12-25", new { start_date = "2023-12-24" });
        using var agrees = await server.SendAsync(HttpMethod.Post, $"{Ticks}?start=2023-12-25", new { start = "1703462400000000000" });

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (differs.StatusCode, agrees.StatusCode));
    }

    [Fact]
    public async Task A_long_export_is_a_job_and_cancelling_leaves_no_partial_file()
    {
        await using var server = await WithTradesAsync(200);
        server.Store.Hold = new TaskCompletionSource();

        using var accepted = await server.SendAsync(HttpMethod.Post, Ticks, null, ("Prefer", "wait=0"));
        var location = accepted.Headers.Location!.ToString();
        using var cancelled = await server.SendAsync(HttpMethod.Delete, location);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("cancelled", Text(await RunningServer.JsonOf(cancelled), "state"));
        // A job that was cancelled before it began has not even made the folder.
        var files = Directory.Exists(server.ExportDirectory) ? Directory.GetFiles(server.ExportDirectory, "*", SearchOption.AllDirectories) : [];
        Assert.DoesNotContain(files, f => f.Contains("partial", StringComparison.Ordinal));
        Assert.Equal("cancelled", Text(await server.ReadAsync(location), "state"));
    }

    [Fact]
    public async Task More_than_sixteen_waiting_jobs_are_refused()
    {
        await using var server = await WithTradesAsync(200);
        server.Store.Hold = new TaskCompletionSource();
        var statuses = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await server.SendAsync(HttpMethod.Post, Ticks, null, ("Prefer", "wait=0"));
            statuses.Add((int)answer.StatusCode);
        }

        server.Store.Hold.SetResult();
        Assert.Contains(429, statuses);
        Assert.InRange(statuses.Count(s => s == 202), 16, 18);
    }

    [Fact]
    public async Task A_day_of_everything_goes_on_when_one_part_fails()
    {
        await using var server = await WithTradesAsync(20);
        server.Store.Add(Samples.Trade(1, Samples.Start, Samples.Euro));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Second1));
        await PostAsync(server, "/api/v1/parquet/export/ticks/IB/EUR%2FUSD.IDEALPRO");
        server.Store.Add(Samples.Trade(2, Samples.Start - 5, Samples.Euro), Samples.Trade(3, Samples.Start + 5, Samples.Euro));

        var day = await PostAsync(server, "/api/v1/parquet/export/daily?date=2023-12-25");
        var exports = day.GetProperty("exports").EnumerateArray().ToArray();

        Assert.Equal("partial", Text(day, "status"));
        Assert.Equal(["success", "success", "failed"], exports.Select(e => Text(e, "status")));
        Assert.Equal("catalog_overlap", Text(exports[2].GetProperty("problem"), "code"));
        Assert.Equal(2, day.GetProperty("summary").GetProperty("total_files").GetInt32());
    }

    [Fact]
    public async Task The_catalog_lists_previews_and_verifies_what_was_exported()
    {
        await using var server = await WithTradesAsync(30);
        var path = Text(await PostAsync(server, Ticks), "file_path");

        var catalog = await server.ReadAsync("/api/v1/parquet/catalog?data_type=trade_tick&include=files");
        var preview = await server.ReadAsync($"/api/v1/parquet/preview/{path}?rows=2");
        var verified = await PostAsync(server, "/api/v1/parquet/verify");

        var item = Assert.Single(catalog.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal((30, path), (Number(item, "rows"), Text(item.GetProperty("file_list")[0], "path")));
        Assert.Equal(["venue", "instrument_id", "ts_event", "ts_init", "price", "size"], preview.GetProperty("columns").EnumerateArray().Take(6).Select(c => c.GetString()));
        Assert.Equal(["IB", "AAPL.NASDAQ"], preview.GetProperty("items")[0].EnumerateArray().Take(2).Select(c => c.GetString()));
        Assert.Equal("150.25", preview.GetProperty("items")[0][4].GetString());
        Assert.Equal("success", Text(verified, "status"));
        Assert.Equal(2, verified.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task U_179_The_catalog_names_schemas_files_that_overlap_orphans_and_what_does_not_open()
    {
        await using var server = await WithTradesAsync(30);
        var path = Text(await PostAsync(server, Ticks), "file_path");
        var folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        var name = Path.GetFileName(path);
        var twin = $"{folder}/{name[..name.IndexOf('_')]}_2023-12-25T23-00-00-000000000Z.parquet";
        File.Copy(Path.Combine(server.ExportDirectory, path), Path.Combine(server.ExportDirectory, twin));
        await File.WriteAllTextAsync(Path.Combine(server.ExportDirectory, folder, "notes.txt"), "x", Ct);
        await File.WriteAllTextAsync(Path.Combine(server.ExportDirectory, folder, "broken.parquet"), "x", Ct);

        var catalog = await server.ReadAsync("/api/v1/parquet/catalog?data_type=trade_tick");

        var item = Assert.Single(catalog.GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal(["v1-hp"], item.GetProperty("nautilus_profiles").EnumerateArray().Select(p => p.GetString()));
        Assert.Single(item.GetProperty("overlapping").EnumerateArray(), p => p.GetString() == path || p.GetString() == twin);
        Assert.Equal([$"{folder}/notes.txt"], catalog.GetProperty("orphans").EnumerateArray().Select(p => p.GetString()));
        var fault = Assert.Single(catalog.GetProperty("unreadable").EnumerateArray().ToArray());
        Assert.Equal($"{folder}/broken.parquet", Text(fault, "path"));
        Assert.NotEmpty(Text(fault, "reason"));
    }

    [Fact]
    public async Task A_file_that_changed_fails_verification()
    {
        await using var server = await WithTradesAsync(30);
        var path = Text(await PostAsync(server, Ticks), "file_path");
        await File.AppendAllTextAsync(Path.Combine(server.ExportDirectory, path), "x", Ct);

        var verified = await PostAsync(server, "/api/v1/parquet/verify", new { paths = new[] { path } });

        Assert.Equal(("partial", "failed"), (Text(verified, "status"), Text(verified.GetProperty("files")[0], "status")));
    }

    [Fact]
    public async Task Recovery_adopts_what_is_there_and_removes_the_rest()
    {
        await using var server = await WithTradesAsync(30);
        var path = Text(await PostAsync(server, Ticks), "file_path");
        var record = (await server.Store.ListAsync(null, Ct)).Single(r => r.Path == path);
        await server.Store.BeginAsync(record with { State = ExportState.Publishing }, Ct);
        await server.Store.BeginAsync(record with { State = ExportState.Publishing, Path = "data/trade_tick/GONE.X/file.parquet" }, Ct);
        var partial = Path.Combine(server.ExportDirectory, Path.GetDirectoryName(path)!, "2023-12-25T15-00-00-000000000Z.partial-0123");
        await File.WriteAllTextAsync(partial, "half", Ct);

        var done = await ExportRecovery.RunAsync(server.Store, server.ExportDirectory, Ct);

        Assert.Equal(new ExportRecovery(1, 1, 1), done);
        Assert.False(File.Exists(partial));
        Assert.Equal(ExportState.Published, (await server.Store.ListAsync(null, Ct)).Single(r => r.Path == path).State);
    }

    private static async Task<RunningServer> WithTradesAsync(int count)
    {
        var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, count).Select(i => Samples.Trade(i, Samples.Start + i)));
        return server;
    }

    private static async Task<JsonElement> PostAsync(RunningServer server, string path, object? body = null)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await RunningServer.JsonOf(answer);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Argonaut.Integration.Postgres;
using Argonaut.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>SIGKILL in the middle of exports: after the start they go on or say that they were interrupted, and the files are right.</summary>
public sealed class JobKillTests
{
    private const int Kills = 4;

    [Fact]
    public async Task A_074_Exports_of_a_killed_program_end_and_their_files_are_whole()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = await ProductProcess.NewDemoDirectoryAsync(ct);
        var exports = Path.Combine(data, "demo", "exports");
        try
        {
            for (var round = 0; round < Kills; round++)
            {
                var product = await ProductProcess.StartServingAsync(data, ["demo", "--rate", "5000"], ct);
                try
                {
                    while (await product.MetricAsync("argonaut_ticks_acknowledged_total", ct) < 15_000)
                    {
                    }

                    var first = await OrderAsync(product, "/api/v1/parquet/export/daily", ct);
                    await OrderAsync(product, "/api/v1/parquet/export/daily", ct);
                    // Anywhere in the work, told by what was done and not by a clock.
                    if (round > 0) await UntilAsync(product, first, job => job.GetProperty("progress").GetDouble() >= 0.2 * round, ct);
                }
                finally
                {
                    await product.KillAsync(ct);
                }
            }

            await using var last = await ProductProcess.StartServingAsync(data, ["demo", "--rate", "100"], ct);
            var jobs = (await last.GetJsonAsync("/api/v1/jobs", ct)).GetProperty("items").EnumerateArray().Select(j => j.GetProperty("id").GetString()!).ToArray();
            Assert.Equal(2 * Kills, jobs.Length);
            var attempts = 0;
            foreach (var id in jobs)
            {
                var ended = await UntilAsync(last, id, job => Text(job, "state") is not ("queued" or "running"), ct);
                attempts = Math.Max(attempts, ended.GetProperty("attempts").GetInt32());
                if (Text(ended, "state") == "failed") Assert.Equal("interrupted", Text(ended.GetProperty("problem"), "code"));
                else Assert.True(Text(ended, "state") == "succeeded", ended.GetRawText());
            }

            Assert.True(attempts > 1, "No kill met an export that ran.");
            Assert.DoesNotContain(Directory.GetFiles(exports, "*", SearchOption.AllDirectories), file => file.Contains("partial", StringComparison.Ordinal));
            using var verified = await last.Http.PostAsJsonAsync("/api/v1/parquet/verify", new { }, ct);
            var report = await verified.Content.ReadFromJsonAsync<JsonElement>(ct);
            Assert.True(Text(report, "status") == "success", report.GetRawText());
            Assert.All(report.GetProperty("files").EnumerateArray(), file => Assert.True(file.GetProperty("checksum_match").GetBoolean()));
            Assert.NotEmpty(report.GetProperty("files").EnumerateArray());
        }
        finally
        {
            var server = await EmbeddedPostgres.StartAsync(
                PostgresFixture.OptionsFor(Path.Combine(data, "demo", "postgres")), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
            await server.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<string> OrderAsync(ProductProcess product, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(new { date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), on_overlap = "replace" }),
        };
        request.Headers.Add("Prefer", "wait=0");
        using var answer = await product.Http.SendAsync(request, ct);
        Assert.Equal(202, (int)answer.StatusCode);
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(ct), "id");
    }

    /// <summary>Each question waits for an answer of the program, none for the clock.</summary>
    private static async Task<JsonElement> UntilAsync(ProductProcess product, string id, Func<JsonElement, bool> isSo, CancellationToken ct)
    {
        while (true)
        {
            var job = await product.GetJsonAsync($"/api/v1/jobs/{id}", ct);
            if (isSo(job)) return job;
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

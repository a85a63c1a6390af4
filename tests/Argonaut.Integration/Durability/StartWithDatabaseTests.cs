using System.Net;
using Argonaut.Integration.Postgres;
using Argonaut.Integration.Product;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Durability;

/// <summary>The real program and a database that is not as it should be when it starts.</summary>
public sealed class StartWithDatabaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_215_What_waiting_cannot_mend_ends_the_start_with_its_code_and_without_the_secret()
    {
        await using var server = await PrivateServer.StartAsync(Ct, useTcp: true);
        foreach (var (url, code, sentence) in new[]
        {
            (UrlOf(server, password: "sEcr3t-wrong"), 4, "refused the password"),
            (UrlOf(server, database: "nowhere"), 4, "has no database nowhere"),
            (UrlOf(server) + "?sslmode=require", 4, "offers no encryption"),
            ("postgresql://user:sEcr3t-wrong@host:notaport/db", 2, "DATABASE_URL has problems"),
        })
        {
            var (found, output, errors) = await ProductProcess.RunAsync(
                ProductProcess.NewDataDirectory(), ["run"], Ct, start => start.Environment["DATABASE_URL"] = url);

            Assert.Equal((code, url), (found, url));
            Assert.Contains(sentence, errors, StringComparison.Ordinal);
            Assert.DoesNotContain("sEcr3t", output + errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task F_214_A_schema_that_somebody_changed_ends_the_start_with_the_differences()
    {
        await using var server = await PrivateServer.StartAsync(Ct, useTcp: true);
        await using (var connection = await server.ConnectAsync(Ct))
        await using (var change = new NpgsqlCommand("alter table gaps drop column explanation", connection)) await change.ExecuteNonQueryAsync(Ct);

        var (code, _, errors) = await ProductProcess.RunAsync(
            ProductProcess.NewDataDirectory(), ["run"], Ct, start => start.Environment["DATABASE_URL"] = UrlOf(server));

        Assert.Equal(4, code);
        Assert.Contains("The column gaps.explanation (text) is missing.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_203_The_program_starts_without_its_database_says_so_and_uses_it_when_it_comes()
    {
        await using var server = await PrivateServer.StartAsync(Ct, useTcp: true);
        var (data, url) = (ProductProcess.NewDataDirectory(), UrlOf(server));
        await using (await ProductProcess.StartServingAsync(data, ["run"], Ct, start => start.Environment["DATABASE_URL"] = url))
        {
            // It has seen its database once: now it has notes of what is recorded.
        }

        await server.StopAsync("fast", Ct);
        await using var program = await ProductProcess.StartServingAsync(data, ["run"], Ct, start => start.Environment["DATABASE_URL"] = url);

        Assert.Contains("cannot be reached", program.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/health/live", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.Http.GetAsync("/health/ready", Ct)).StatusCode);
        var status = await program.GetJsonAsync("/api/v1/system/status", Ct);
        Assert.Equal("unreachable", status.GetProperty("store").GetProperty("fault").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.Http.GetAsync("/api/v1/data/coverage", Ct)).StatusCode);

        await server.StartAgainAsync(Ct);
        while ((await program.Http.GetAsync("/health/ready", Ct)).StatusCode != HttpStatusCode.OK) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct);
        while ((await program.GetJsonAsync("/api/v1/system/status", Ct)).GetProperty("store").GetProperty("fault").GetString() is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/api/v1/data/coverage", Ct)).StatusCode);
    }

    [Fact]
    public async Task U_015_A_first_start_without_its_database_serves_the_checklist_and_goes_on_by_itself()
    {
        await using var server = await PrivateServer.StartAsync(Ct, useTcp: true);
        var url = UrlOf(server);
        await server.StopAsync("fast", Ct);
        await using var program = await ProductProcess.StartServingAsync(
            ProductProcess.NewDataDirectory(), ["run"], Ct, start => start.Environment["DATABASE_URL"] = url, until: "waiting ");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.Http.GetAsync("/health/ready", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await program.Http.GetAsync("/api/v1/instruments", Ct)).StatusCode);
        Assert.Equal("text/html", (await program.Http.GetAsync("/", Ct)).Content.Headers.ContentType?.MediaType);
        var (result, detail, fix) = await DatabaseLineAsync(program);
        Assert.Equal("fail", result);
        Assert.Contains("cannot be reached", detail, StringComparison.Ordinal);
        Assert.Contains("DATABASE_URL", fix, StringComparison.Ordinal);

        await server.StartAgainAsync(Ct);
        while ((await program.Http.GetAsync("/health/ready", Ct)).StatusCode != HttpStatusCode.OK) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/api/v1/instruments", Ct)).StatusCode);
        Assert.Equal("pass", (await DatabaseLineAsync(program)).Result);
    }

    private static async Task<(string? Result, string? Detail, string? Fix)> DatabaseLineAsync(ProductProcess program)
    {
        var checks = await program.GetJsonAsync("/api/v1/system/doctor", Ct);
        var line = checks.GetProperty("items").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "database");
        return (line.GetProperty("result").GetString(), line.GetProperty("detail").GetString(), line.GetProperty("fix").GetString());
    }

    private static string UrlOf(PrivateServer server, string? password = null, string? database = null)
    {
        var settings = server.Settings;
        return $"postgresql://{settings.Username}:{password ?? settings.Password}@127.0.0.1:{settings.Port}/{database ?? settings.Database}";
    }
}

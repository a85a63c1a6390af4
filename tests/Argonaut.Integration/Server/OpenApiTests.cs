using System.Net;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class OpenApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_holds_every_route_and_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        var document = await server.ReadAsync("/api/v1/openapi.json");

        var written = OperationsOf(document).Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal);
        var mapped = RoutesOf(server).Select(r => $"{r.Method} {r.Pattern.Replace("{**", "{", StringComparison.Ordinal)}").Order(StringComparer.Ordinal);

        Assert.Equal(mapped, written);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_has_a_role_in_the_table_and_the_table_names_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(Policy.Roles.Keys.Order(StringComparer.Ordinal), RoutesOf(server).Select(r => Policy.KeyOf(r.Method, r.Pattern)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_has_an_id_a_summary_and_a_schema_for_its_parameters_and_bodies()
    {
        await using var server = await RunningServer.StartAsync();
        var operations = OperationsOf(await server.ReadAsync("/api/v1/openapi.json")).ToArray();

        Assert.Equal(operations.Length, operations.Select(o => o.Body.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, o =>
        {
            Assert.False(string.IsNullOrEmpty(o.Body.GetProperty("summary").GetString()));
            if (o.Body.TryGetProperty("parameters", out var parameters))
                Assert.All(parameters.EnumerateArray(), p => Assert.True(p.TryGetProperty("schema", out _) && p.TryGetProperty("description", out _)));
            Assert.All(o.Body.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5' && o.Path != "/health" && o.Path != "/health/ready"),
                r => Assert.Equal("#/components/schemas/ProblemDocument", r.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString()));
        });
    }

    [Fact]
    public async Task What_is_answered_is_what_the_document_says()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Samples.Trade(1, Samples.Start));
        server.Store.Add(Samples.Quote(1, Samples.Start));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));
        server.Market.Publish(Samples.Trade(2, Samples.Start));
        server.Market.Open(Samples.Bar(Timeframe.Day1.OpenOf(Ports.HybridClock.Now(TimeProvider.System)), Timeframe.Day1, isClosed: false));
        var document = await server.ReadAsync("/api/v1/openapi.json");
        using var export = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ");
        using var schedule = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/schedules", new { name = "Nightly", time = "02:30" });
        string[] paths =
        [
            "/api/v1/system/info", "/api/v1/system/status", "/api/v1/system/clock", "/api/v1/system/doctor", "/api/v1/system/history", "/health", "/health/live", "/health/ready", "/api/v1/sources",
            "/api/v1/instruments", "/api/v1/instruments/AAPL.NASDAQ", "/api/v1/instruments/AAPL.NASDAQ/snapshot", "/api/v1/instruments/AAPL.NASDAQ/trades",
            "/api/v1/instruments/AAPL.NASDAQ/quotes", "/api/v1/instruments/AAPL.NASDAQ/bars?timeframe=1m", "/api/v1/subscriptions", "/api/v1/data/coverage",
            "/api/v1/data/gaps", "/api/v1/data/quality", "/api/v1/data/quarantine", "/api/v1/data/suspects", "/api/v1/layouts", "/api/v1/settings", "/api/v1/instruments/AAPL.NASDAQ/drawings", "/api/v1/parquet/catalog?include=files", "/api/v1/parquet/status", "/api/v1/jobs", "/api/v1/orders", "/api/v1/fills", "/api/v1/positions", "/api/v1/tokens", "/api/v1/sessions", "/api/v1/audit",
            "/api/v1/data/days?start=2023-12-24&end=2023-12-27", "/api/v1/parquet/estimate", "/api/v1/parquet/ledger", "/api/v1/parquet/schedules", "/api/v1/nothing",
        ];

        foreach (var path in paths)
        {
            using var answer = await server.GetAsync(path, ("Authorization", $"Bearer {RunningServer.Owner.Secret}"));
            var operation = OperationsOf(document).FirstOrDefault(o => o.Method == "GET" && Fits(o.Path, path.Split('?')[0]));
            var schema = operation.Body.ValueKind == JsonValueKind.Undefined
                ? document.GetProperty("components").GetProperty("schemas").GetProperty("ProblemDocument")
                : operation.Body.GetProperty("responses").GetProperty($"{(int)answer.StatusCode}").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            Conforms(document, schema, await RunningServer.JsonOf(answer), path);
        }

        var exported = document.GetProperty("components").GetProperty("schemas").GetProperty("ExportResultItem");
        Conforms(document, exported, await RunningServer.JsonOf(export), "export");
    }

    [Fact]
    public async Task The_page_that_shows_the_document_has_nothing_inline_and_nothing_from_outside()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await (await server.GetAsync("/api/docs")).Content.ReadAsStringAsync(Ct);

        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        foreach (var asset in new[] { "/api/docs/docs.js", "/api/docs/docs.css" })
        {
            Assert.Contains(asset, page, StringComparison.Ordinal);
            using var answer = await server.GetAsync(asset);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Routes_of_the_earlier_platform_say_where_they_went()
    {
        await using var server = await RunningServer.StartAsync();
        var document = await server.ReadAsync("/api/v1/openapi.json");
        var known = OperationsOf(document).Select(o => o.Path).ToHashSet();
        foreach (var (prefix, route) in OldPaths.Table)
        {
            using var answer = await server.GetAsync(prefix + "x");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains(route, (await RunningServer.JsonOf(answer)).GetProperty("hint").GetString(), StringComparison.Ordinal);
            var named = route.Split(' ').First(word => word.StartsWith('/')).Split('?')[0];
            Assert.Contains(named, known);
        }
    }

    private static IEnumerable<(string Path, string Method, JsonElement Body)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (path.Name, operation.Name.ToUpperInvariant(), operation.Value);

    private static ApiRoute[] RoutesOf(RunningServer server) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<ApiRoute>()!)];

    private static bool Fits(string pattern, string path)
    {
        var (wanted, found) = (pattern.Split('/'), path.Split('/'));
        return wanted.Length == found.Length && wanted.Zip(found).All(p => p.First == p.Second || p.First.StartsWith('{'));
    }

    /// <summary>Every member is in the schema and of its type, every required one is there.</summary>
    private static void Conforms(JsonElement document, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(name);
        }

        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
        {
            if (value.ValueKind == JsonValueKind.Null) return;
            schema = choices.EnumerateArray().First(c => !(c.TryGetProperty("type", out var t) && t.ValueKind == JsonValueKind.String && t.GetString() == "null"));
            Conforms(document, schema, value, where);
            return;
        }

        if (schema.TryGetProperty("type", out var type))
        {
            var allowed = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()).ToArray() : [type.GetString()];
            var actual = value.ValueKind switch
            {
                JsonValueKind.Object => "object",
                JsonValueKind.Array => "array",
                JsonValueKind.String => "string",
                JsonValueKind.Number => "number",
                JsonValueKind.Null => "null",
                _ => "boolean",
            };
            Assert.True(allowed.Contains(actual) || (actual == "number" && allowed.Contains("integer")), $"{where}: {actual} is not {type}.");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var item in value.EnumerateArray()) Conforms(document, items, item, where + "[]");
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties)) return;
        foreach (var member in value.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(member.Name, out var inner), $"{where}: {member.Name} is not in the schema.");
            Conforms(document, inner, member.Value, $"{where}.{member.Name}");
        }

        if (!schema.TryGetProperty("required", out var required)) return;
        foreach (var name in required.EnumerateArray()) Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{where}: {name} is missing.");
    }
}

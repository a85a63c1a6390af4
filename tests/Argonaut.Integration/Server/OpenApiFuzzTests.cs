using System.Globalization;
using System.Text.Json;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>
/// Bad input is never the server's fault (api.md A-011), and what is answered is documented. TEST_REQUESTS and TEST_SEED in the environment change
/// how many requests are made and which.
/// </summary>
public sealed class OpenApiFuzzTests
{
    private static readonly int Requests = Setting("TEST_REQUESTS", 1_000);
    private static readonly int Seed = Setting("TEST_SEED", 20_231_225);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_made_from_the_document_get_answers_of_the_document_and_no_server_error()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, 100).Select(i => Samples.Trade(i, Samples.Start + i)));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));
        var fuzz = new OpenApiFuzz(
            await server.ReadAsync("/api/v1/openapi.json"), Seed, "", RunningServer.Owner.Secret, RunningServer.Owner.Secret, RunningServer.Exporter.Secret, "arg_wrong");
        var failures = new List<string>();
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < Requests && failures.Count < 20; i++)
        {
            var request = fuzz.Next();
            using var message = request.To(server.Address);
            using var answer = await server.Http.SendAsync(message, Ct);
            var status = (int)answer.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            var text = await answer.Content.ReadAsStringAsync(Ct);
            if (WrongWith(request, answer, text) is { } wrong) failures.Add($"{i}: {wrong}: {request}\n{status} {text}\n{answer.Headers}");
            if (text.Contains(RunningServer.Owner.Secret, StringComparison.Ordinal)) failures.Add($"{i}: the token came back: {request}\n{text}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Requests} requests (seed {Seed}): {string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}"))}");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    /// <summary>Null: nothing.</summary>
    internal static string? WrongWith(OpenApiFuzz.Request request, HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        // What is no request of HTTP at all Kestrel answers itself, without a body.
        var isKestrels = request.Statuses is null && status is 400 or 414 or 431 && text.Length == 0;
        if (status == 500) return "a server error";
        if (status > 500 && request.Statuses?.Contains(status) != true) return "a server error that is not documented";
        if (request.Statuses is { } documented && !documented.Contains(status)) return "a status that is not documented";
        if (status < 400 || isKestrels || answer.RequestMessage!.Method == HttpMethod.Head) return null;
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return "an error that is no problem document";
        using var problem = JsonDocument.Parse(text);
        return problem.RootElement.GetProperty("status").GetInt32() == status ? null : "a problem of another status";
    }

    internal static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

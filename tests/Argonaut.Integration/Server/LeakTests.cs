using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Microsoft.Extensions.Logging;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>What must not come out.</summary>
public sealed class LeakTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Secrets are used in every way there is; then everything that came out is searched for them.</summary>
    [Fact]
    public async Task F_758_No_secret_is_in_a_log_an_answer_a_metric_the_audit_log_or_a_file()
    {
        var logs = new KeptLogs();
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required }, logs: logs);
        (string, string) owner = ("Authorization", $"Bearer {RunningServer.Owner.Secret}");
        using var made = await server.SendAsync(HttpMethod.Post, "/api/v1/tokens", new { name = "canary", role = "admin" }, owner);
        var secret = (await RunningServer.JsonOf(made)).GetProperty("secret").GetString()!;
        using var signedIn = await server.SendAsync(HttpMethod.Post, "/api/v1/session", null, ("Authorization", $"Bearer {secret}"));
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var ticketed = await server.SendAsync(HttpMethod.Post, "/api/v1/stream/ticket", null, owner);
        var ticket = (await RunningServer.JsonOf(ticketed)).GetProperty("ticket").GetString()!;
        var wrong = "arg_CANARY0123456789";
        string[] canaries = [RunningServer.Owner.Secret, secret, cookie.Split('=')[1], ticket, wrong];

        var said = new StringBuilder();
        async Task KeepAsync(Task<HttpResponseMessage> asking)
        {
            using var answer = await asking;
            said.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync(Ct));
        }

        foreach (var canary in canaries)
        {
            await KeepAsync(server.GetAsync($"/api/v1/instruments?token={canary}", owner));
            await KeepAsync(server.GetAsync("/api/v1/instruments", ("Authorization", $"Bearer {canary}")));
            await KeepAsync(server.GetAsync("/api/v1/instruments", ("Authorization", $"Basic {canary}")));
            await KeepAsync(server.GetAsync("/api/v1/instruments", ("Cookie", $"argonaut_session={canary}")));
            using var client = new StreamReader(await server.ConnectAsync());
            await client.SendAsync(new { op = "auth", ticket = canary });
            said.Append(await client.NextAsync("ack", "error"));
        }

        server.Store.Add(Samples.Trade(1, Samples.Start));
        await KeepAsync(server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/AAPL.NASDAQ", null, owner));
        using var document = await server.GetAsync("/api/v1/openapi.json", owner);
        foreach (var path in (await RunningServer.JsonOf(document)).GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)))
            await KeepAsync(server.GetAsync(path.Name.Replace("{id}", "AAPL.NASDAQ", StringComparison.Ordinal), owner));
        server.Audit.Fault = new InvalidOperationException("for the log");
        await KeepAsync(server.GetAsync("/api/v1/audit", owner));
        server.Audit.Fault = null;

        foreach (var file in Directory.EnumerateFiles(server.ExportDirectory, "*", SearchOption.AllDirectories)) said.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)));
        said.AppendJoin('\n', server.Audit.Rows.Select(r => r.Entry));
        said.AppendJoin('\n', server.Access.Tokens.Values).AppendJoin('\n', server.Access.Sessions.Values);
        said.AppendJoin('\n', logs.Lines);

        Assert.Contains("list_tokens", said.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(logs.Lines);
        Assert.All(canaries, canary => Assert.DoesNotContain(canary, said.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task F_765_A_failure_of_the_server_tells_its_request_id_and_nothing_else()
    {
        var logs = new KeptLogs();
        await using var server = await RunningServer.StartAsync(logs: logs);
        server.Audit.Fault = new InvalidOperationException("select * from secrets; /var/lib/argonaut/x");
        using var answer = await server.GetAsync("/api/v1/audit", ("Authorization", $"Bearer {RunningServer.Owner.Secret}"), ("X-Request-Id", "trace-7"));

        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("trace-7", text, StringComparison.Ordinal);
        Assert.All(new[] { "select", "/var", "InvalidOperation", "   at " }, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains(logs.Lines, line => line.Contains("trace-7", StringComparison.Ordinal) && line.Contains("/var/lib", StringComparison.Ordinal));
    }

    /// <summary>What the program lets through at its most talkative: of the framework only what is wrong (Logs of the command line).</summary>
    private sealed class KeptLogs : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Microsoft", StringComparison.Ordinal) ? new OnlyWrong(this) : this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }

    private sealed class OnlyWrong(ILogger kept) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) kept.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}

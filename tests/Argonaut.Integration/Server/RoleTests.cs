using System.Net;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class RoleTests
{
    private static readonly (string Secret, AccessToken Token)[] Tokens = [RunningServer.Viewer, RunningServer.Exporter, RunningServer.Trader, RunningServer.Owner];

    /// <summary>Every operation of the document with every role, and with none: who is below is refused, who has the role is not.</summary>
    [Fact]
    public async Task A_038_Each_operation_refuses_every_role_below_its_own_and_no_other()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required });
        using var document = await server.GetAsync("/api/v1/openapi.json", Bearer(RunningServer.Viewer.Secret));
        var seen = 0;
        var faults = new List<string>();
        foreach (var path in (await RunningServer.JsonOf(document)).GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                var method = operation.Name.ToUpperInvariant();
                var entry = Policy.Roles.Keys.SingleOrDefault(key => key.Replace("{**", "{", StringComparison.Ordinal) == $"{method} {path.Name}");
                if (entry is null)
                {
                    faults.Add($"{method} {path.Name} has no entry in the policy table.");
                    continue;
                }

                seen++;
                var needed = Policy.Roles[entry];
                // A WebSocket says it by its close code; see StreamAccessTests.
                if (entry is "GET /api/v1/stream" or "GET /ws") continue;
                var target = path.Name.Replace("{id}", "AAPL.NASDAQ", StringComparison.Ordinal).Replace("{venue}", "IB", StringComparison.Ordinal)
                    .Replace("{instrument_id}", "AAPL.NASDAQ", StringComparison.Ordinal).Replace("{path}", "data/x.parquet", StringComparison.Ordinal)
                    .Replace("{name}", "main", StringComparison.Ordinal).Replace("{expiration}", "2026-12-18", StringComparison.Ordinal).Replace("{route}", "webhook", StringComparison.Ordinal);
                using var nobody = await server.SendAsync(new HttpMethod(method), target, null, ("Prefer", "wait=0"));
                if (needed is null == (nobody.StatusCode == HttpStatusCode.Unauthorized)) faults.Add($"{entry} answered {(int)nobody.StatusCode} without a token.");
                foreach (var (secret, token) in Tokens)
                {
                    using var answer = await server.SendAsync(new HttpMethod(method), target, null, Bearer(secret), ("Prefer", "wait=0"));
                    var isRefused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;
                    if (isRefused != token.Role < needed) faults.Add($"{entry} answered {(int)answer.StatusCode} to the role {token.Role}.");
                }
            }

        Assert.Empty(faults);
        Assert.Equal(Policy.Roles.Count, seen);
    }

    [Fact]
    public async Task A_039_In_mode_required_nobody_without_a_token_sees_more_than_the_overall_state()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required });
        using var health = await server.GetAsync("/health");
        using var live = await server.GetAsync("/health/live");
        using var info = await server.GetAsync("/api/v1/system/info");
        using var metrics = await server.GetAsync("/metrics");

        var report = await RunningServer.JsonOf(health);
        Assert.Equal([200, 200, 401, 401], new[] { health, live, info, metrics }.Select(a => (int)a.StatusCode));
        Assert.Equal(0, report.GetProperty("checks").GetArrayLength());
        Assert.False(report.TryGetProperty("components", out _));
    }

    [Fact]
    public async Task A_039_In_mode_demo_loopback_trades_and_an_admin_needs_his_token()
    {
        await using var server = await RunningServer.StartAsync();
        using var trader = await server.SendAsync(HttpMethod.Delete, "/api/v1/instruments/AAPL.NASDAQ/subscriptions");
        using var admin = await server.GetAsync("/api/v1/tokens");
        using var owner = await server.GetAsync("/api/v1/tokens", Bearer(RunningServer.Owner.Secret));

        Assert.Equal([200, 401, 200], new[] { trader, admin, owner }.Select(a => (int)a.StatusCode));
        Assert.Contains("role admin", (await RunningServer.JsonOf(admin)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_043_Every_operation_answers_with_the_security_headers()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in (await server.ReadAsync("/api/v1/openapi.json")).GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                using var answer = await server.SendAsync(new HttpMethod(operation.Name.ToUpperInvariant()), path.Name.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), null, ("Prefer", "wait=0"));
                string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "(missing)";
                Assert.Equal(
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
                    Header("Content-Security-Policy"));
                Assert.Equal(("nosniff", "no-referrer", "same-origin", "same-origin", ""),
                    (Header("X-Content-Type-Options"), Header("Referrer-Policy"), Header("Cross-Origin-Opener-Policy"), Header("Cross-Origin-Resource-Policy"), Header("Permissions-Policy")));
                Assert.NotEqual("(missing)", Header("X-Request-Id"));
            }
    }

    private static (string, string) Bearer(string secret) => ("Authorization", $"Bearer {secret}");
}

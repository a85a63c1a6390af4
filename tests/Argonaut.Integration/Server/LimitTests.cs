using System.Net;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Argonaut.Server.Limits;
using Argonaut.Tests.Integration.SimulatedGateway;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class LimitTests
{
    [Fact]
    public async Task A_050_Over_two_hundred_requests_a_second_are_429_with_the_time_to_wait()
    {
        var time = ManualTime.OnFriday();
        await using var server = await RunningServer.StartAsync(o => o with { Limits = new ServerLimits() }, time: time);
        var answers = new List<int>();
        for (var i = 0; i < 210; i++)
        {
            using var answer = await server.GetAsync("/api/v1/sources");
            answers.Add((int)answer.StatusCode);
        }

        using var over = await server.GetAsync("/api/v1/sources");
        using var health = await server.GetAsync("/health/live");
        Assert.Equal([.. Enumerable.Repeat(200, 200), .. Enumerable.Repeat(429, 10)], answers);
        Assert.Equal((429, 200), ((int)over.StatusCode, (int)health.StatusCode));
        Assert.Equal("rate_limited", (await RunningServer.JsonOf(over)).GetProperty("code").GetString());
        Assert.Equal(("\"api\";q=200;w=1", "\"api\";r=0;t=1", TimeSpan.FromSeconds(1)),
            (over.Headers.GetValues("RateLimit-Policy").Single(), over.Headers.GetValues("RateLimit").Single(), over.Headers.RetryAfter!.Delta));

        time.Advance(TimeSpan.FromSeconds(1));
        using var later = await server.GetAsync("/api/v1/sources");
        Assert.Equal((HttpStatusCode.OK, "\"api\";r=199;t=1"), (later.StatusCode, later.Headers.GetValues("RateLimit").Single()));
    }

    [Fact]
    public async Task A_050_Ten_exports_a_minute()
    {
        var time = ManualTime.OnFriday();
        await using var server = await RunningServer.StartAsync(o => o with { Limits = new ServerLimits() }, time: time);
        var answers = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/NONE.NYSE");
            answers.Add((int)answer.StatusCode);
        }

        time.Advance(TimeSpan.FromSeconds(6));
        using var later = await server.SendAsync(HttpMethod.Post, "/api/v1/parquet/export/ticks/IB/NONE.NYSE");
        Assert.Equal([.. Enumerable.Repeat(404, 10), 429, 429], answers);
        Assert.Equal(404, (int)later.StatusCode);
    }

    /// <summary>A token has its own bucket: it is no way around to come from several addresses.</summary>
    [Fact]
    public async Task A_050_One_token_from_many_addresses_is_limited_as_one()
    {
        var time = ManualTime.OnFriday();
        await using var server = await RunningServer.StartAsync(
            o => o with { AuthMode = AuthMode.Required, Limits = new ServerLimits { RequestsPerSecond = 10 }, TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] }, time: time);
        async Task<int> GetAsync(string secret, int from)
        {
            using var answer = await server.GetAsync("/api/v1/sources", ("Authorization", $"Bearer {secret}"), ("X-Forwarded-For", $"203.0.113.{from}"));
            return (int)answer.StatusCode;
        }

        for (var i = 0; i < 10; i++) Assert.Equal(200, await GetAsync(RunningServer.Viewer.Secret, i + 1));
        Assert.Equal(429, await GetAsync(RunningServer.Viewer.Secret, 11));
        Assert.Equal(200, await GetAsync(RunningServer.Trader.Secret, 12));
    }
}

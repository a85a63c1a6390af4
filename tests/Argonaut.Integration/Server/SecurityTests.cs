using System.Net;
using System.Net.Sockets;
using System.Text;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server;
using Argonaut.Server.Auth;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class SecurityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/no/such/page")]
    [InlineData("/assets/index-DkF3a9_x.js")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    [InlineData("/api/docs")]
    [InlineData("/api/v1/instruments")]
    [InlineData("/api/v1/instruments/x")]
    [InlineData("/api/v1/no-such-route")]
    public async Task Every_answer_carries_the_security_headers_and_a_request_id(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync(path, ("X-Request-Id", "mine-1"));

        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "(missing)";
        Assert.Equal("mine-1", Header("X-Request-Id"));
        Assert.Matches("^[0-9]{19}$", Header("As-Of"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("", Header("Permissions-Policy"));
        Assert.Equal("(missing)", Header("Server"));
        if (path.StartsWith("/api/v1", StringComparison.Ordinal)) Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1:1")]
    public async Task F_753_A_host_that_is_not_ours_is_421(string host)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync("/api/v1/instruments", ("Host", host));

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Equal("unknown_host", (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task F_751_A_page_of_another_origin_changes_nothing(string header, string value)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Delete, "/api/v1/instruments/AAPL.NASDAQ/subscriptions", null, (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(Samples.Apple.Key, server.Market.Recorded);
    }

    [Fact]
    public async Task Our_own_page_may_change_things()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(
            HttpMethod.Delete, "/api/v1/instruments/AAPL.NASDAQ/subscriptions", null, ("Origin", server.Origin), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task F_751_A_body_needs_the_json_content_type_and_no_body_needs_none()
    {
        await using var server = await RunningServer.StartAsync();
        using var form = await server.Http.PostAsync(new Uri("/api/v1/instruments/resolve", UriKind.Relative), new StringContent("{\"query\":\"AAPL\"}", Encoding.UTF8, "text/plain"), Ct);
        using var none = await server.SendAsync(HttpMethod.Post, "/api/v1/instruments/resolve?query=AAPL");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
    }

    [Theory]
    [InlineData("{\"query\":", "malformed_json", 400)]
    [InlineData("[1]", "malformed_json", 400)]
    [InlineData("{\"query\":\"\\ud800\"}", "malformed_json", 400)]
    [InlineData("{\"query\":\"A\",\"query\":\"B\"}", "malformed_json", 400)]
    [InlineData("{\"qury\":\"AAPL\"}", "unknown_field", 400)]
    [InlineData("{\"query\":7}", "invalid_parameter", 400)]
    [InlineData("{}", "invalid_parameter", 400)]
    [InlineData("{\"query\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}", "malformed_json", 400)]
    public async Task F_710_A_broken_body_is_refused_with_its_code(string body, string code, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Http.PostAsync(
            new Uri("/api/v1/instruments/resolve", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task F_710_A_body_over_a_mebibyte_is_413()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Http.PostAsync(
            new Uri("/api/v1/instruments/resolve", UriKind.Relative), new StringContent(new string(' ', 1024 * 1024 + 1), Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("body_too_large", (await RunningServer.JsonOf(answer)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/api/v1/instruments/..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/v1/instruments/%2e%2e/trades")]
    [InlineData("/api/v1/instruments/..%5c..%5cx.y")]
    [InlineData("/api/v1/instruments/a%00.b")]
    [InlineData("/api/v1/instruments/%c0%af.b")]
    [InlineData("/api/v1/instruments/%252e%252e")]
    [InlineData("/api/v1/parquet/preview/..%2f.env")]
    [InlineData("/api/v1/parquet/preview/data/%2e%2e/%2e%2e/dist/.env")]
    [InlineData("/api/v1/parquet/preview//etc/passwd")]
    [InlineData("/.env")]
    [InlineData("/..%2f.env")]
    [InlineData("/assets/")]
    [InlineData("/assets/index-DkF3a9_x.js.map")]
    [InlineData("/assets/%2e%2e/.env")]
    public async Task F_711_F_717_A_path_that_leads_out_is_refused(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync(path);

        Assert.Contains((int)answer.StatusCode, new[] { 400, 404 });
        Assert.DoesNotContain("SECRET", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_757_A_token_in_the_address_is_refused_with_a_hint()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync($"/api/v1/instruments?token={RunningServer.Owner.Secret}");

        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Authorization", text, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningServer.Owner.Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_local_mode_reading_is_free_and_changing_needs_a_token_of_the_right_role()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        const string Recording = "/api/v1/instruments/AAPL.NASDAQ/subscriptions";

        using var read = await server.GetAsync("/api/v1/instruments");
        using var none = await server.SendAsync(HttpMethod.Delete, Recording);
        using var wrong = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Authorization", "Bearer arg_wrong"));
        using var tooLow = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Authorization", $"Bearer {RunningServer.Exporter.Secret}"));
        using var owner = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Authorization", $"Bearer {RunningServer.Owner.Secret}"));

        Assert.Equal([200, 401, 401, 403, 200], new[] { read, none, wrong, tooLow, owner }.Select(a => (int)a.StatusCode));
        Assert.Equal("missing_token", (await RunningServer.JsonOf(none)).GetProperty("code").GetString());
        Assert.Equal("invalid_token", (await RunningServer.JsonOf(wrong)).GetProperty("code").GetString());
        Assert.Equal("forbidden_role", (await RunningServer.JsonOf(tooLow)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/instruments", 405)]
    [InlineData("PATCH", "/health", 405)]
    [InlineData("GET", "/api/v1/signals", 404)]
    [InlineData("POST", "/watchlist", 404)]
    public async Task What_is_not_there_is_a_problem_document(string method, string path, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status, (await RunningServer.JsonOf(answer)).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Half_a_request_line_does_not_stop_the_server()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new TcpClient();
        await raw.ConnectAsync(server.Address.Host, server.Address.Port, Ct);
        await raw.GetStream().WriteAsync("GET /api/v1/instr"u8.ToArray(), Ct);

        using var answer = await server.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void F_760_Binding_beyond_loopback_needs_permission_token_and_tls()
    {
        var options = new ServerOptions { Bind = IPAddress.Any };

        Assert.Equal(["server.allow_remote", "token", "server.tls_terminated_by_proxy"], options.Validate(hasToken: false, isSimulated: false).Select(p => p.Key));
        Assert.Empty((options with { AllowRemote = true, TlsTerminatedByProxy = true, TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] }).Validate(hasToken: true, isSimulated: false));
    }

    [Fact]
    public void Demo_mode_is_only_for_a_simulated_gateway_on_loopback_without_a_database_url()
    {
        var demo = new ServerOptions { AuthMode = AuthMode.Demo };

        Assert.Empty(demo.Validate(hasToken: true, isSimulated: true));
        Assert.Single(demo.Validate(hasToken: true, isSimulated: false));
        Assert.Single((demo with { HasDatabaseUrl = true }).Validate(hasToken: true, isSimulated: true));
    }

    [Fact]
    public async Task A_request_through_a_proxy_is_not_loopback()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local, TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] });
        using var far = await server.GetAsync("/api/v1/instruments", ("X-Forwarded-For", "203.0.113.9"));
        using var health = await server.GetAsync("/health", ("X-Forwarded-For", "203.0.113.9"));

        Assert.Equal(HttpStatusCode.Unauthorized, far.StatusCode);
        Assert.False((await RunningServer.JsonOf(health)).TryGetProperty("components", out _));
    }
}

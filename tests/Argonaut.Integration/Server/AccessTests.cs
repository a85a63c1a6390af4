using System.Net;
using System.Text.Json;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Argonaut.Server.Limits;
using Argonaut.Tests.Integration.SimulatedGateway;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>Tokens and browser sessions.</summary>
public sealed class AccessTests
{
    private const string Recording = "/api/v1/instruments/AAPL.NASDAQ/subscriptions";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_036_A_token_is_made_listed_used_and_revoked_and_its_text_told_once()
    {
        await using var server = await Required();
        var (secret, id) = await NewTokenAsync(server, "desk 2", "trader", "30d");
        using var used = await server.SendAsync(HttpMethod.Delete, Recording, null, Bearer(secret));
        using var listed = await server.GetAsync("/api/v1/tokens", Owner);
        var list = await listed.Content.ReadAsStringAsync(Ct);
        var token = (await RunningServer.JsonOf(listed)).GetProperty("items").EnumerateArray().Single(t => t.GetProperty("id").GetString() == id);
        using var revoked = await server.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", null, Owner);
        using var refused = await server.SendAsync(HttpMethod.Delete, Recording, null, Bearer(secret));
        using var after = await server.GetAsync("/api/v1/tokens", Owner);
        var gone = (await RunningServer.JsonOf(after)).GetProperty("items").EnumerateArray().Single(t => t.GetProperty("id").GetString() == id);

        Assert.StartsWith("arg_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(AccessToken.HashOf(secret).AsSpan()), list, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([200, 204, 401], new[] { used, revoked, refused }.Select(a => (int)a.StatusCode));
        Assert.Equal(("desk 2", "trader", "active", "api", "owner"), (Text(token, "name"), Text(token, "role"), Text(token, "state"), Text(token, "origin"), Text(token, "created_by")));
        Assert.NotNull(Text(token, "last_used_at"));
        Assert.NotNull(Text(token, "expires_at"));
        Assert.Equal("revoked", Text(gone, "state"));
    }

    [Theory]
    [InlineData("{\"name\":\"owner\",\"role\":\"viewer\"}", 400, "invalid_parameter")]
    [InlineData("{\"name\":\"a\",\"role\":\"king\"}", 400, "invalid_parameter")]
    [InlineData("{\"name\":\"a\",\"role\":\"viewer\",\"ttl\":\"soon\"}", 400, "invalid_parameter")]
    [InlineData("{\"name\":\"a\",\"role\":\"viewer\",\"ttl\":\"4000d\"}", 400, "invalid_parameter")]
    [InlineData("{\"name\":\"taken\",\"role\":\"viewer\"}", 409, "conflict")]
    public async Task A_token_that_cannot_be_says_why(string body, int status, string code)
    {
        await using var server = await Required();
        await NewTokenAsync(server, "taken", "viewer", null);
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/tokens", JsonSerializer.Deserialize<JsonElement>(body), Owner);

        Assert.Equal((status, code), ((int)answer.StatusCode, Text(await RunningServer.JsonOf(answer), "code")));
    }

    [Fact]
    public async Task A_token_of_a_file_is_listed_and_not_revoked_over_the_api()
    {
        await using var server = await Required();
        using var answer = await server.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{RunningServer.Owner.Token.Id}", null, Owner);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("owner.hash", Text(await RunningServer.JsonOf(answer), "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_754_Unknown_wrong_expired_and_revoked_tokens_look_the_same()
    {
        var time = ManualTime.OnFriday();
        await using var server = await Required(time: time);
        var (expired, _) = await NewTokenAsync(server, "short", "admin", "30m");
        var (revoked, id) = await NewTokenAsync(server, "gone", "admin", null);
        using var revoking = await server.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", null, Owner);
        time.Advance(TimeSpan.FromMinutes(31));

        var answers = new List<string>();
        foreach (var secret in new[] { "arg_unknown", RunningServer.Owner.Secret[..^1] + "_", expired, revoked, "" })
        {
            using var answer = await server.SendAsync(HttpMethod.Delete, Recording, null, Bearer(secret), ("X-Request-Id", "same"));
            answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        }

        Assert.Single(answers.Distinct());
        Assert.StartsWith("401 ", answers[0], StringComparison.Ordinal);
        Assert.Contains("invalid_token", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_754_No_token_a_low_role_and_the_session_of_another_are_refused_each_with_its_code()
    {
        await using var server = await Required();
        var (_, others) = await SignInAsync(server, RunningServer.Trader.Secret);
        using var none = await server.SendAsync(HttpMethod.Delete, Recording);
        using var low = await server.SendAsync(HttpMethod.Delete, Recording, null, Bearer(RunningServer.Viewer.Secret));
        using var foreign = await server.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{others}", null, Bearer(RunningServer.Viewer.Secret));
        using var seen = await server.GetAsync("/api/v1/sessions", Bearer(RunningServer.Viewer.Secret));
        using var own = await server.GetAsync("/api/v1/sessions", Bearer(RunningServer.Trader.Secret));

        Assert.Equal(
            ("missing_token", "forbidden_role", "not_found"),
            (Text(await RunningServer.JsonOf(none), "code"), Text(await RunningServer.JsonOf(low), "code"), Text(await RunningServer.JsonOf(foreign), "code")));
        Assert.Equal((0, 1), ((await RunningServer.JsonOf(seen)).GetProperty("items").GetArrayLength(), (await RunningServer.JsonOf(own)).GetProperty("items").GetArrayLength()));
    }

    [Theory]
    [InlineData(false, "argonaut_session=", "")]
    [InlineData(true, "__Host-argonaut_session=", "; Secure")]
    public async Task A_040_A_token_is_exchanged_for_a_cookie_no_script_can_read(bool hasTls, string name, string end)
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required, TlsTerminatedByProxy = hasTls });
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/session", null, Bearer(RunningServer.Trader.Secret));
        var header = answer.Headers.GetValues("Set-Cookie").Single();
        var cookie = header.Split(';')[0];
        using var acting = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Cookie", cookie), ("Origin", server.Origin));
        using var info = await server.GetAsync("/api/v1/system/info", ("Cookie", cookie));
        var auth = (await RunningServer.JsonOf(info)).GetProperty("auth");

        Assert.StartsWith(name, header, StringComparison.Ordinal);
        Assert.EndsWith($"; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict{end}", header, StringComparison.Ordinal);
        Assert.Equal([201, 200], new[] { answer, acting }.Select(a => (int)a.StatusCode));
        Assert.Equal(("trader", "desk", true), (Text(auth, "role"), Text(auth, "token_name"), auth.GetProperty("session").GetBoolean()));
        Assert.DoesNotContain(cookie.Split('=')[1], await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_without_a_token_is_401_also_in_demo()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/session");

        Assert.Equal((HttpStatusCode.Unauthorized, "missing_token"), (answer.StatusCode, Text(await RunningServer.JsonOf(answer), "code")));
    }

    [Fact]
    public async Task F_751_A_request_with_a_cookie_says_from_which_page_it_comes()
    {
        await using var server = await Required();
        var (cookie, _) = await SignInAsync(server, RunningServer.Trader.Secret);
        using var silent = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Cookie", cookie));
        using var foreign = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Cookie", cookie), ("Sec-Fetch-Site", "same-site"));
        using var ours = await server.SendAsync(HttpMethod.Delete, Recording, null, ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal([403, 403, 200], new[] { silent, foreign, ours }.Select(a => (int)a.StatusCode));
        Assert.Equal("forbidden_origin", Text(await RunningServer.JsonOf(silent), "code"));
    }

    [Fact]
    public async Task A_040_A_session_ends_after_half_an_hour_without_use_and_after_twelve_hours_with_it()
    {
        var time = ManualTime.OnFriday();
        await using var server = await Required(time: time);
        var (idle, _) = await SignInAsync(server, RunningServer.Viewer.Secret);
        var (busy, _) = await SignInAsync(server, RunningServer.Viewer.Secret);
        for (var i = 0; i < 24; i++)
        {
            time.Advance(TimeSpan.FromMinutes(29));
            Assert.Equal(200, await StatusOf(server, busy));
        }

        Assert.Equal(401, await StatusOf(server, idle));
        time.Advance(TimeSpan.FromMinutes(25));
        Assert.Equal(401, await StatusOf(server, busy));
    }

    [Fact]
    public async Task A_session_ends_with_its_token_and_an_open_stream_counts_as_use()
    {
        var time = ManualTime.OnFriday();
        await using var server = await Required(time: time);
        var (secret, id) = await NewTokenAsync(server, "screen 2", "viewer", null);
        var (cookie, _) = await SignInAsync(server, secret);
        using var stream = new StreamReader(await server.ConnectAsync(s => s.Options.SetRequestHeader("Cookie", cookie)));
        await stream.NextAsync("welcome");
        for (var i = 0; i < 40; i++) time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await StatusOf(server, cookie));
        using var revoked = await server.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", null, Owner);

        Assert.Equal(401, await StatusOf(server, cookie));
        Assert.Equal((4401, "invalid_token"), await stream.UntilClosedAsync());
    }

    [Fact]
    public async Task A_040_A_sign_in_ends_the_session_that_the_browser_had()
    {
        await using var server = await Required();
        var (first, _) = await SignInAsync(server, RunningServer.Viewer.Secret);
        using var again = await server.SendAsync(HttpMethod.Post, "/api/v1/session", null, Bearer(RunningServer.Owner.Secret), ("Cookie", first));
        var second = again.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.NotEqual(first, second);
        Assert.Equal((401, 200), (await StatusOf(server, first), await StatusOf(server, second)));
    }

    [Theory]
    [InlineData("signed out")]
    [InlineData("session ended by an admin")]
    [InlineData("token revoked")]
    public async Task F_755_What_was_withdrawn_is_refused_at_once_and_its_streams_are_closed(string how)
    {
        await using var server = await Required();
        var (secret, token) = await NewTokenAsync(server, "laptop", "trader", null);
        var (cookie, session) = await SignInAsync(server, secret);
        using var stream = new StreamReader(await server.ConnectAsync(s => s.Options.SetRequestHeader("Cookie", cookie)));
        await stream.NextAsync("welcome");
        using var other = new StreamReader(await server.ConnectAsync(s => s.Options.SetRequestHeader("Authorization", $"Bearer {RunningServer.Viewer.Secret}")));
        await other.NextAsync("welcome");

        using var answer = how switch
        {
            "signed out" => await server.SendAsync(HttpMethod.Delete, "/api/v1/session", null, ("Cookie", cookie), ("Origin", server.Origin)),
            "session ended by an admin" => await server.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{session}", null, Owner),
            _ => await server.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{token}", null, Owner),
        };

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(401, await StatusOf(server, cookie));
        Assert.Equal((4401, "invalid_token"), await stream.UntilClosedAsync());
        await other.SendAsync(new { op = "ping" });
        await other.NextAsync("pong");
    }

    [Fact]
    public async Task Tokens_and_sessions_outlive_the_process_and_ended_ones_do_not_come_back()
    {
        string secret, kept, ended;
        MemoryAccess store;
        await using (var first = await Required())
        {
            store = first.Access;
            (secret, _) = await NewTokenAsync(first, "batch", "exporter", null);
            (kept, _) = await SignInAsync(first, secret);
            (ended, var id) = await SignInAsync(first, secret);
            using var over = await first.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{id}", null, Owner);
        }

        await using var second = await Required(access: fresh =>
        {
            foreach (var token in store.Tokens) fresh.Tokens[token.Key] = token.Value;
            foreach (var session in store.Sessions) fresh.Sessions[session.Key] = session.Value;
        });
        Assert.Equal((200, 401), (await StatusOf(second, kept), await StatusOf(second, ended)));
        using var used = await second.GetAsync("/api/v1/instruments", Bearer(secret));
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
    }

    [Fact]
    public async Task Until_the_database_has_told_its_tokens_an_unknown_one_is_503_and_the_owner_is_let_in()
    {
        await using var server = await Required(access: store => store.IsAway = true);
        using var unknown = await server.GetAsync("/api/v1/instruments", Bearer("arg_perhaps"));
        using var owner = await server.GetAsync("/api/v1/instruments", Owner);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (unknown.StatusCode, owner.StatusCode));
        Assert.Equal("database_unavailable", Text(await RunningServer.JsonOf(unknown), "code"));
    }

    [Fact]
    public async Task A_token_revoked_while_the_database_is_away_is_refused_and_the_database_learns_of_it()
    {
        var server = await Required();
        var (secret, id) = await NewTokenAsync(server, "lost", "admin", null);
        server.Access.IsAway = true;
        using var revoking = await server.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", null, Owner);
        using var used = await server.GetAsync("/api/v1/instruments", Bearer(secret));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Unauthorized), (revoking.StatusCode, used.StatusCode));

        server.Access.IsAway = false;
        await server.DisposeAsync();
        Assert.NotNull(server.Access.Tokens[id].RevokedAt);
    }

    [Fact]
    public async Task F_755_A_session_that_was_ended_is_gone_from_the_database_before_the_answer()
    {
        await using var server = await Required();
        var (cookie, id) = await SignInAsync(server, RunningServer.Trader.Secret);
        Assert.True(server.Access.Sessions.ContainsKey(id));
        using var over = await server.SendAsync(HttpMethod.Delete, "/api/v1/session", null, ("Cookie", cookie), ("Origin", server.Origin));
        Assert.False(server.Access.Sessions.ContainsKey(id));
    }

    [Fact]
    public async Task F_756_Guessing_is_slowed_down_logged_and_never_locks_out_the_owner_at_the_machine()
    {
        var time = ManualTime.OnFriday();
        await using var server = await RunningServer.StartAsync(
            o => o with { AuthMode = AuthMode.Required, Limits = new ServerLimits(), TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] }, time: time);
        (string, string) far = ("X-Forwarded-For", "203.0.113.9");
        async Task<int> TryAsync(string secret, string from)
        {
            using var answer = await server.GetAsync("/api/v1/instruments", Bearer(secret), ("X-Forwarded-For", from));
            return (int)answer.StatusCode;
        }

        var tries = new List<int>();
        for (var i = 0; i < 100; i++)
        {
            tries.Add(await TryAsync("arg_guess" + i, "203.0.113.9"));
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        using var waiting = await server.GetAsync("/api/v1/instruments", Bearer("arg_guess"), far);
        Assert.Equal([.. Enumerable.Repeat(401, 5), .. Enumerable.Repeat(429, 95)], tries);
        Assert.True(waiting.Headers.RetryAfter!.Delta > TimeSpan.FromSeconds(50));
        Assert.Equal((429, 200), (await TryAsync(RunningServer.Owner.Secret, "203.0.113.9"), await TryAsync(RunningServer.Owner.Secret, "203.0.113.10")));
        Assert.Equal(["sign_in", "sign_in", "sign_in", "sign_in", "sign_in_paused"], server.Audit.Rows.Select(r => r.Entry.What));
        Assert.All(server.Audit.Rows, r => Assert.Equal(("unknown", "203.0.113.9", "invalid_token"), (r.Entry.Who, r.Entry.Address, r.Entry.Result)));

        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++) await TryAsync("arg_again", "203.0.113.9");
        time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(429, await TryAsync("arg_again", "203.0.113.9"));
    }

    [Fact]
    public async Task F_756_The_owner_at_the_machine_is_let_in_after_any_number_of_wrong_tokens()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required, Limits = new ServerLimits() });
        for (var i = 0; i < 20; i++) (await server.GetAsync("/api/v1/instruments", Bearer("arg_wrong"))).Dispose();
        using var wrong = await server.GetAsync("/api/v1/instruments", Bearer("arg_wrong"));
        using var owner = await server.GetAsync("/api/v1/instruments", Owner);

        Assert.Equal((429, 200), ((int)wrong.StatusCode, (int)owner.StatusCode));
    }

    private static (string, string) Owner => Bearer(RunningServer.Owner.Secret);

    private static Task<RunningServer> Required(TimeProvider? time = null, Action<MemoryAccess>? access = null) =>
        RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required }, time: time, access: access);

    private static (string, string) Bearer(string secret) => ("Authorization", $"Bearer {secret}");

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private static async Task<(string Secret, string Id)> NewTokenAsync(RunningServer server, string name, string role, string? ttl)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/tokens", new { name, role, ttl }, Owner);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await RunningServer.JsonOf(answer);
        return (made.GetProperty("secret").GetString()!, made.GetProperty("token").GetProperty("id").GetString()!);
    }

    private static async Task<(string Cookie, string Id)> SignInAsync(RunningServer server, string secret)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/session", null, Bearer(secret));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0], (await RunningServer.JsonOf(answer)).GetProperty("id").GetString()!);
    }

    private static async Task<int> StatusOf(RunningServer server, string cookie)
    {
        using var answer = await server.GetAsync("/api/v1/instruments", ("Cookie", cookie));
        return (int)answer.StatusCode;
    }
}

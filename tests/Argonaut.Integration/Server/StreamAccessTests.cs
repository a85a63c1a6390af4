using System.Net;
using System.Net.WebSockets;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Argonaut.Server.Limits;
using Argonaut.Server.Stream;
using Argonaut.Tests.Shared;
using Argonaut.Tests.Integration.SimulatedGateway;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Server;

/// <summary>Who may listen to the stream.</summary>
public sealed class StreamAccessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_083_A_ticket_opens_the_stream_once()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required });
        var ticket = await TicketAsync(server);
        using var client = new StreamReader(await server.ConnectAsync());
        await client.NextAsync("welcome");
        await client.SendAsync(new { op = "subscribe", id = 1, channel = "health" });
        var early = await client.NextAsync("error");
        await client.SendAsync(new { op = "auth", id = 2, ticket });
        await client.NextAsync("ack");
        await client.SubscribeAsync(new { op = "subscribe", channel = "health" });
        using var second = new StreamReader(await server.ConnectAsync());
        await second.SendAsync(new { op = "auth", id = 3, ticket });
        var used = await second.NextAsync("error");

        Assert.Equal(("missing_token", "invalid_token"), (CodeOf(early), CodeOf(used)));
    }

    [Fact]
    public async Task A_083_A_ticket_is_void_after_half_a_minute_and_who_does_not_sign_in_within_five_seconds_is_closed()
    {
        var time = ManualTime.OnFriday();
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required }, time: time);
        var ticket = await TicketAsync(server);
        time.Advance(TimeSpan.FromSeconds(30));
        using var client = new StreamReader(await server.ConnectAsync());
        await client.NextAsync("welcome");
        await client.SendAsync(new { op = "auth", ticket });
        Assert.Equal("invalid_token", CodeOf(await client.NextAsync("error")));
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((4401, "missing_token"), await client.UntilClosedAsync());
    }

    [Fact]
    public async Task A_083_Rights_that_expire_are_noticed_within_a_minute()
    {
        var time = new ManualTimeProvider(ManualTime.OnFriday().GetUtcNow());
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Required }, time: time);
        using var made = await server.SendAsync(
            HttpMethod.Post, "/api/v1/tokens", new { name = "short", role = "viewer", ttl = "1m" }, ("Authorization", $"Bearer {RunningServer.Owner.Secret}"));
        var secret = (await RunningServer.JsonOf(made)).GetProperty("secret").GetString();
        using var client = new StreamReader(await server.ConnectAsync(s => s.Options.SetRequestHeader("Authorization", $"Bearer {secret}")));
        await client.NextAsync("welcome");
        await time.WhenTimerIsSetAsync(StreamLimits.RightsEvery, Ct);
        time.Advance(StreamLimits.RightsEvery);

        Assert.Equal((4401, "invalid_token"), await client.UntilClosedAsync());
    }

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    [InlineData("ticket")]
    public async Task F_757_A_stream_address_with_a_secret_is_refused(string name)
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", server.Origin);
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws?{name}={RunningServer.Owner.Secret}"), Ct));
        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Fact]
    public async Task F_702_A_crowd_from_one_address_is_turned_away_and_others_get_in()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Limits = new ServerLimits(), TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => TryAsync(server, "203.0.113.9")));
        using var other = new StreamReader(await server.ConnectAsync(s => Authorise(s, "203.0.113.10", RunningServer.Owner.Secret)));
        await other.NextAsync("welcome");

        Assert.Equal(50, outcomes.Count(o => o.Outcome == "open"));
        Assert.All(outcomes.Where(o => o.Outcome != "open"), o => Assert.Contains(o.Outcome, new[] { "1013", "429" }));
        foreach (var (_, socket) in outcomes) socket.Dispose();
    }

    [Fact]
    public async Task F_709_Hundreds_of_doubled_and_unknown_subscriptions_are_answered_one_by_one()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new StreamReader(await server.ConnectAsync());
        string[] instruments = ["AAPL.NASDAQ", "EUR/USD.IDEALPRO"];
        await client.SendTextAsync($"[{string.Join(',', Enumerable.Range(0, 550).Select(i => $"{{\"op\":\"subscribe\",\"id\":{i},\"channel\":\"quotes\",\"instrument_id\":\"{(i % 2 == 0 ? instruments[i / 2 % 2] : $"X{i}.NONE")}\"}}"))}]");
        var (subscribed, unknown) = (0, 0);
        while (subscribed + unknown < 550)
        {
            var message = await client.NextAsync("subscribed", "error");
            if (message.GetProperty("type").GetString() == "subscribed") subscribed++;
            else if (CodeOf(message) == "unknown_instrument") unknown++;
        }

        Assert.Equal((275, 275), (subscribed, unknown));
    }

    private static async Task<(string Outcome, ClientWebSocket Socket)> TryAsync(RunningServer server, string from)
    {
        var socket = new ClientWebSocket();
        Authorise(socket, from);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/ws"), Ct);
        }
        catch (WebSocketException)
        {
            return ($"{(int)socket.HttpStatusCode}", socket);
        }

        var first = await socket.ReceiveAsync(new byte[4_096], Ct);
        return (first.MessageType == WebSocketMessageType.Close ? $"{(int?)socket.CloseStatus}" : "open", socket);
    }

    private static void Authorise(ClientWebSocket socket, string from, string? token = null)
    {
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token ?? RunningServer.Viewer.Secret}");
        socket.Options.SetRequestHeader("X-Forwarded-For", from);
    }

    private static async Task<string> TicketAsync(RunningServer server)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/stream/ticket", null, ("Authorization", $"Bearer {RunningServer.Viewer.Secret}"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await RunningServer.JsonOf(answer)).GetProperty("ticket").GetString()!;
    }

    private static string? CodeOf(System.Text.Json.JsonElement error) => error.GetProperty("problem").GetProperty("code").GetString();
}

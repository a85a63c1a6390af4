using System.Net;
using System.Text.Json;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class LayoutTests
{
    private const string Main = "/api/v1/layouts/main%20screen";
    private const string Settings = "/api/v1/settings";

    private static readonly (string, string) Admin = ("Authorization", $"Bearer {RunningServer.Owner.Secret}");

    private static (string, string) IfMatch(string tag) => ("If-Match", tag);

    [Fact]
    public async Task U_208_A_layout_comes_back_as_it_was_saved()
    {
        await using var server = await RunningServer.StartAsync();
        var content = new { charts = new[] { new { instrument = "EUR/USD.IDEALPRO", zoom = 1.5 } }, name = "ü \U0001F4A5" };

        using var put = await server.SendAsync(HttpMethod.Put, Main, new { content });
        using var got = await server.GetAsync(Main);
        var list = await server.ReadAsync("/api/v1/layouts");

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("\"1\"", put.Headers.ETag!.Tag);
        Assert.Equal("\"1\"", got.Headers.ETag!.Tag);
        var item = await RunningServer.JsonOf(got);
        Assert.Equal("main screen", item.GetProperty("name").GetString());
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(content), item.GetProperty("content")));
        Assert.Equal("main screen", Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_049_A_save_without_the_version_or_with_an_old_one_changes_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        using var first = await server.SendAsync(HttpMethod.Put, Main, new { content = new { step = 1 } });
        using var blind = await server.SendAsync(HttpMethod.Put, Main, new { content = new { step = 2 } });
        using var second = await server.SendAsync(HttpMethod.Put, Main, new { content = new { step = 3 } }, IfMatch("\"1\""));
        using var stale = await server.SendAsync(HttpMethod.Put, Main, new { content = new { step = 4 } }, IfMatch("\"1\""));
        using var nonsense = await server.SendAsync(HttpMethod.Put, Main, new { content = new { step = 5 } }, IfMatch("\"abc\""));

        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
        Assert.Equal("precondition_required", (await RunningServer.JsonOf(blind)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("precondition_failed", (await RunningServer.JsonOf(stale)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.PreconditionFailed, nonsense.StatusCode);
        Assert.Equal(3, (await server.ReadAsync(Main)).GetProperty("content").GetProperty("step").GetInt32());
    }

    [Fact]
    public async Task A_layout_is_removed_with_its_version_only()
    {
        await using var server = await RunningServer.StartAsync();
        using var put = await server.SendAsync(HttpMethod.Put, Main, new { content = new { } });
        using var blind = await server.SendAsync(HttpMethod.Delete, Main);
        using var stale = await server.SendAsync(HttpMethod.Delete, Main, null, IfMatch("\"7\""));
        using var gone = await server.SendAsync(HttpMethod.Delete, Main, null, IfMatch("\"1\""));
        using var again = await server.SendAsync(HttpMethod.Delete, Main, null, IfMatch("\"1\""));
        using var late = await server.SendAsync(HttpMethod.Put, Main, new { content = new { } }, IfMatch("\"1\""));
        using var found = await server.GetAsync(Main);

        Assert.Equal(
            [HttpStatusCode.PreconditionRequired, HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound],
            [blind.StatusCode, stale.StatusCode, gone.StatusCode, again.StatusCode, late.StatusCode, found.StatusCode]);
    }

    [Fact]
    public async Task U_208_Each_token_has_layouts_and_settings_of_its_own()
    {
        await using var server = await RunningServer.StartAsync();
        using var mine = await server.SendAsync(HttpMethod.Put, Main, new { content = new { } }, Admin);
        using var theirs = await server.GetAsync(Main);
        using var settings = await server.SendAsync(HttpMethod.Put, Settings, new { content = new { theme = "dark" } }, Admin);
        var others = await server.ReadAsync(Settings);

        Assert.Equal(HttpStatusCode.Created, mine.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Equal(HttpStatusCode.Created, settings.StatusCode);
        Assert.Equal(0, others.GetProperty("version").GetInt64());
        Assert.Equal("{}", others.GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task U_098_Drawings_are_kept_by_instrument_and_token_and_never_written_over_blindly()
    {
        await using var server = await RunningServer.StartAsync();
        const string euro = "/api/v1/instruments/EUR%2FUSD.IDEALPRO/drawings";
        const string apple = "/api/v1/instruments/AAPL.NASDAQ/drawings";
        var content = new { drawings = new[] { new { tool = "trend", price = "1.08420" } } };

        var before = await server.ReadAsync(euro);
        using var put = await server.SendAsync(HttpMethod.Put, euro, new { content });
        using var blind = await server.SendAsync(HttpMethod.Put, euro, new { content = new { } });
        using var stale = await server.SendAsync(HttpMethod.Put, euro, new { content = new { } }, IfMatch("\"7\""));
        using var next = await server.SendAsync(HttpMethod.Put, euro, new { content }, IfMatch(put.Headers.ETag!.Tag));
        using var theirs = await server.GetAsync(euro, Admin);

        Assert.Equal((0, "{}"), (before.GetProperty("version").GetInt64(), before.GetProperty("content").GetRawText()));
        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.PreconditionRequired, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK],
            [put.StatusCode, blind.StatusCode, stale.StatusCode, next.StatusCode]);
        var kept = await server.ReadAsync(euro);
        Assert.Equal(2, kept.GetProperty("version").GetInt64());
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(content), kept.GetProperty("content")));
        Assert.Equal(0, (await server.ReadAsync(apple)).GetProperty("version").GetInt64());
        Assert.Equal(0, (await RunningServer.JsonOf(theirs)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_viewer_keeps_no_drawings_and_a_wrong_instrument_id_is_refused()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        using var put = await server.SendAsync(HttpMethod.Put, "/api/v1/instruments/AAPL.NASDAQ/drawings", new { content = new { } });
        using var wrong = await server.GetAsync("/api/v1/instruments/AAPL/drawings", Admin);

        Assert.Equal(HttpStatusCode.Unauthorized, put.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_content_that_is_no_object_or_too_large_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        using var list = await server.SendAsync(HttpMethod.Put, Settings, new { content = new[] { 1 } });
        using var missing = await server.SendAsync(HttpMethod.Put, Settings, new { });
        using var query = await server.SendAsync(HttpMethod.Put, $"{Settings}?content=x");
        using var large = await server.SendAsync(HttpMethod.Put, Settings, new { content = new { text = new string('x', 300_000) } });

        foreach (var answer in new[] { list, missing, query, large })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("/content", (await RunningServer.JsonOf(answer)).GetProperty("errors")[0].GetProperty("pointer").GetString());
        }
    }

    [Fact]
    public async Task The_hundred_and_first_layout_is_refused_and_those_before_can_be_saved_again()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            using var put = await server.SendAsync(HttpMethod.Put, $"/api/v1/layouts/{i}", new { content = new { } });
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        using var one = await server.SendAsync(HttpMethod.Put, "/api/v1/layouts/more", new { content = new { } });
        using var old = await server.SendAsync(HttpMethod.Put, "/api/v1/layouts/7", new { content = new { } }, IfMatch("\"1\""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, one.StatusCode);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
    }

    [Fact]
    public async Task U_211_A_viewer_keeps_nothing_on_the_server()
    {
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        using var put = await server.SendAsync(HttpMethod.Put, Main, new { content = new { } });
        Assert.Equal(HttpStatusCode.Unauthorized, put.StatusCode);
    }
}

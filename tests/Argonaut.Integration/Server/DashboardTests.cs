using System.Net;
using Argonaut.Integration.Server.Fakes;
using Xunit;

namespace Argonaut.Integration.Server;

public sealed class DashboardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/watchlist", 200)]
    [InlineData("/watchlist/Tech%20and%20more", 200)]
    [InlineData("/watchlist/a/b", 404)]
    [InlineData("/chart", 200)]
    [InlineData("/chart/AAPL.NASDAQ?tf=1m", 200)]
    [InlineData("/chart/EUR%2FUSD.IDEALPRO", 200)]
    [InlineData("/data", 200)]
    [InlineData("/data/export", 200)]
    [InlineData("/data/import", 200)]
    [InlineData("/data/catalogs", 200)]
    [InlineData("/data/catalogs/1", 200)]
    [InlineData("/data/catalogs/1/EUR%2FUSD.IDEALPRO", 200)]
    [InlineData("/data/catalogs/x", 404)]
    [InlineData("/data/catalogs/1/a/b", 404)]
    [InlineData("/data/retention", 200)]
    [InlineData("/system", 200)]
    [InlineData("/trading", 404)]
    [InlineData("/chart/a/b", 404)]
    [InlineData("/instrument/EUR%2FUSD.IDEALPRO", 200)]
    [InlineData("/instrument/a/b", 404)]
    [InlineData("/panel/panel-feed", 200)]
    [InlineData("/panel/panel-feed/", 200)]
    [InlineData("/panel/panel-lines/system", 200)]
    [InlineData("/panel/chart-panel/chart/EUR%2FUSD.IDEALPRO?tf=1m", 200)]
    [InlineData("/panel", 404)]
    [InlineData("/panel/", 404)]
    [InlineData("/panel//system", 404)]
    [InlineData("/panel/panel-lines/nowhere", 404)]
    [InlineData("/panel/panel-lines/panel/panel-lines", 404)]
    public async Task Addresses_of_the_dashboard_are_its_page_and_others_are_its_not_found_page(string path, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync(path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Argonaut", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hashed_files_are_kept_forever_and_travel_compressed()
    {
        await using var server = await RunningServer.StartAsync();
        using var plain = await server.GetAsync("/assets/index-DkF3a9_x.js");
        using var packed = await server.GetAsync("/assets/index-DkF3a9_x.js", ("Accept-Encoding", "gzip, br"));
        using var again = await server.GetAsync("/assets/index-DkF3a9_x.js", ("If-None-Match", plain.Headers.ETag!.Tag));

        Assert.Equal("public, max-age=31536000, immutable", plain.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(5_000, plain.Content.Headers.ContentLength);
        Assert.Equal("br", Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_large_answer_travels_compressed_when_the_client_takes_it()
    {
        await using var server = await RunningServer.StartAsync();
        server.Store.Add(Enumerable.Range(1, 100).Select(i => Samples.Trade(i, Samples.Start + i)));
        using var answer = await server.GetAsync("/api/v1/instruments/AAPL.NASDAQ/trades", ("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True(answer.Content.Headers.ContentLength < 4_000);
    }
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Auth;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>What comes over the wire that no well-behaved client sends.</summary>
public sealed class WireTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /api/v1/instruments/a%0d%0aSet-Cookie:%20x=1.b HTTP/1.1", "")]
    [InlineData("GET /api/v1/instruments HTTP/1.1", "X-Request-Id: a b\"<c>")]
    [InlineData("GET /api/v1/instruments/%22%3Bname.b HTTP/1.1", "")]
    public async Task F_714_Nothing_of_a_request_becomes_a_header_of_its_own(string line, string header)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await RawAsync(server, $"{line}\r\nHost: {server.Address.Authority}\r\nConnection: close\r\n{(header.Length == 0 ? "" : header + "\r\n")}\r\n");

        var head = answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.DoesNotContain("\r\nSet-Cookie:", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<c>", head, StringComparison.Ordinal);
        Assert.Matches("\r\nX-Request-Id: [A-Za-z0-9._-]{1,64}(\r\n|$)", head);
    }

    [Fact]
    public async Task F_715_Slow_and_idle_connections_are_bounded_and_stop_nobody()
    {
        await using var server = await RunningServer.StartAsync();
        var limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((TimeSpan.FromSeconds(10), 5_000L), (limits.RequestHeadersTimeout, limits.MaxConcurrentConnections));
        Assert.NotNull(limits.MinRequestBodyDataRate);
        var slow = new List<TcpClient>();
        for (var i = 0; i < 300; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(server.Address.Host, server.Address.Port, Ct);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "GET /api/v1/in" : $"POST /api/v1/tokens HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"), Ct);
            slow.Add(client);
        }

        using var answer = await server.GetAsync("/api/v1/instruments");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        slow.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task F_716_Without_tls_there_is_no_http_2_that_could_be_reset()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await RawAsync(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        using var live = await server.GetAsync("/health/live");

        Assert.DoesNotContain("HTTP/2 200", answer, StringComparison.Ordinal);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal) || answer[0] < ' ', answer);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/.git/config")]
    [InlineData("/assets")]
    [InlineData("/assets/")]
    [InlineData("/assets/index-DkF3a9_x.js.map")]
    [InlineData("/assets/..%2f.env")]
    public async Task F_717_What_is_no_file_of_the_dashboard_is_404(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("SECRET", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_718_A_forged_address_counts_only_from_a_trusted_proxy()
    {
        await using var trusting = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local, TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] });
        await using var server = await RunningServer.StartAsync(o => o with { AuthMode = AuthMode.Local });
        using var believed = await trusting.GetAsync("/api/v1/instruments", ("X-Forwarded-For", "203.0.113.9"));
        using var forged = await trusting.GetAsync("/api/v1/instruments", ("X-Forwarded-For", "127.0.0.1, 203.0.113.9"));
        using var ignored = await server.GetAsync("/api/v1/instruments", ("X-Forwarded-For", "203.0.113.9"));

        Assert.Equal([401, 401, 200], new[] { believed, forged, ignored }.Select(a => (int)a.StatusCode));
    }

    [Fact]
    public async Task F_719_A_compressed_body_is_refused_unread()
    {
        await using var server = await RunningServer.StartAsync();
        var bomb = new MemoryStream();
        await using (var zip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true)) await zip.WriteAsync(new byte[50_000_000], Ct);
        using var body = new ByteArrayContent(bomb.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentEncoding.Add("gzip");
        using var answer = await server.Http.PostAsync(new Uri("/api/v1/instruments/resolve", UriKind.Relative), body, Ct);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    private static async Task<string> RawAsync(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using var reader = new System.IO.StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(Ct);
    }
}

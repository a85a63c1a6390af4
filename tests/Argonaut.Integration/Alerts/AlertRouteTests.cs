using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Argonaut.Alerts;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Trading.Alerts;
using Xunit;

namespace Argonaut.Integration.Alerts;

public sealed class AlertRouteTests
{
    private static readonly AlertEvent One = new()
    {
        Id = 1_767_623_400_000_000, RuleId = 1, RuleName = "AAPL above 190", Kind = AlertKind.PriceCross, Level = AlertLevel.Critical,
        Instrument = InstrumentId.Parse("AAPL.NASDAQ"), At = UnixNanos.FromSeconds(1_767_623_400), Text = "AAPL.NASDAQ is at 190.20 – \u00fc.",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_gets_the_alert_its_id_and_a_signature_of_the_body()
    {
        var receiver = new Receiver(HttpStatusCode.OK);
        using var route = new WebhookRoute(new Uri("https://hooks.example/secret/path"), "key", receiver);

        Assert.Null(await route.SendAsync(One, Ct));

        var expected = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("key"), receiver.Body));
        Assert.Equal(expected, receiver.Headers["X-Argonaut-Signature"]);
        Assert.Equal("1767623400000000", receiver.Headers["X-Argonaut-Event"]);
        using var body = JsonDocument.Parse(receiver.Body);
        Assert.Equal("price_cross", body.RootElement.GetProperty("kind").GetString());
        Assert.Equal("AAPL.NASDAQ", body.RootElement.GetProperty("instrument_id").GetString());
        Assert.Equal(One.Text, body.RootElement.GetProperty("text").GetString());
        Assert.DoesNotContain("secret", route.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_refuses_or_is_away_is_told_in_words_without_the_address()
    {
        using var refusing = new WebhookRoute(new Uri("https://hooks.example/secret"), null, new Receiver(HttpStatusCode.InternalServerError));
        Assert.Equal("The receiver answered 500.", await refusing.SendAsync(One, Ct));
        using var away = new WebhookRoute(new Uri("https://hooks.example/secret"), null, new Receiver(null));
        Assert.DoesNotContain("secret", await away.SendAsync(One, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_gets_sender_receivers_subject_and_text()
    {
        using var server = new MailServer(refuses: false);
        var route = new MailRoute(new MailOptions("127.0.0.1", server.Port, MailSecurity.None, null, null, "argonaut@example.org", "a@example.org, b@example.org"));

        Assert.Null(await route.SendAsync(One, Ct));

        var mail = await server.Mail;
        Assert.Contains("MAIL FROM:<argonaut@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<a@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<b@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: [Critical] AAPL above 190", mail, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <alert-1767623400000000@argonaut>", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_refuses_or_has_no_TLS_is_told()
    {
        using var refusing = new MailServer(refuses: true);
        var route = new MailRoute(new MailOptions("127.0.0.1", refusing.Port, MailSecurity.None, null, null, "a@example.org", "b@example.org"));
        Assert.Contains("did not take it", await route.SendAsync(One, Ct), StringComparison.Ordinal);

        using var plain = new MailServer(refuses: false);
        var wantsTls = new MailRoute(new MailOptions("127.0.0.1", plain.Port, MailSecurity.StartTls, null, null, "a@example.org", "b@example.org"));
        Assert.Contains("did not take it", await wantsTls.SendAsync(One, Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@b.c", true)]
    [InlineData("a@b.c, d@e.f", true)]
    [InlineData("nobody", false)]
    [InlineData("", false)]
    public void An_address_needs_a_domain(string text, bool isValid) => Assert.Equal(isValid, MailAddresses.AreValid(text));

    private sealed class Receiver(HttpStatusCode? answer) : HttpMessageHandler
    {
        public byte[] Body { get; private set; } = [];

        public Dictionary<string, string> Headers { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            foreach (var (name, values) in request.Headers) Headers[name] = values.Single();
            return answer is { } status ? new HttpResponseMessage(status) : throw new HttpRequestException(HttpRequestError.ConnectionError, "https://hooks.example/secret");
        }
    }

    /// <summary>As much of SMTP (RFC 5321) as one mail needs.</summary>
    private sealed class MailServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public MailServer(bool refuses)
        {
            _listener.Start();
            Mail = ServeAsync(refuses);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Task<string> Mail { get; }

        public void Dispose() => _listener.Dispose();

        private async Task<string> ServeAsync(bool refuses)
        {
            var heard = new StringBuilder();
            using var client = await _listener.AcceptTcpClientAsync(Ct);
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test");
            while (await reader.ReadLineAsync(Ct) is { } line)
            {
                heard.AppendLine(line);
                if (line.StartsWith("EHLO", StringComparison.Ordinal)) await writer.WriteLineAsync("250 test");
                else if (line.StartsWith("RCPT", StringComparison.Ordinal) && refuses) await writer.WriteLineAsync("550 no such user");
                else if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync(Ct) is { } part and not ".") heard.AppendLine(part);
                    await writer.WriteLineAsync("250 taken");
                }
                else if (line == "QUIT")
                {
                    await writer.WriteLineAsync("221 bye");
                    break;
                }
                else await writer.WriteLineAsync("250 ok");
            }

            return heard.ToString();
        }
    }
}

using System.Net.Sockets;
using Argonaut.Ports;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Argonaut.Alerts;

/// <summary>Sends an alert as a plain mail over SMTP.</summary>
internal sealed class MailRoute(MailOptions options) : IAlertRoute
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Name => "email";

    public string Target => options.To;

    public async Task<string?> SendAsync(AlertEvent one, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(options.Host, options.Port, options.Security switch
            {
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.None,
            }, limit.Token);
            if (options.User is not null) await client.AuthenticateAsync(options.User, options.Password ?? "", limit.Token);
            await client.SendAsync(MessageOf(one), limit.Token);
            await client.DisconnectAsync(quit: true, limit.Token);
            return null;
        }
        catch (AuthenticationException)
        {
            return "The mail server refuses the user or the password.";
        }
        catch (Exception error) when (error is SocketException or IOException or ProtocolException or CommandException or SslHandshakeException or NotSupportedException)
        {
            return $"The mail server did not take it: {FirstLine(error.Message)}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"The mail server did not answer within {Patience.TotalSeconds:0} s.";
        }
    }

    private MimeMessage MessageOf(AlertEvent one)
    {
        var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.AddRange(InternetAddressList.Parse(options.To));
        message.Subject = $"[{one.Level}] {one.RuleName}";
        message.MessageId = $"alert-{one.Id}@argonaut";
        message.Body = new TextPart("plain") { Text = $"{one.Text}\n\n{one.At.ToIso()}\nRule: {one.RuleName}\n" };
        return message;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}

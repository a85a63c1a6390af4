using System.Globalization;
using Argonaut.Alerts;

namespace Argonaut.Cli;

/// <summary>The ways out for alerts, as the environment says. A secret can be in a file that <c>NAME_FILE</c> names.</summary>
internal static class AlertSettings
{
    private const string Prefix = "ARGONAUT_ALERTS__";

    public static IReadOnlyList<string> Names { get; } =
    [
        "ARGONAUT_ALERTS__WEBHOOK_URL", "ARGONAUT_ALERTS__WEBHOOK_URL_FILE", "ARGONAUT_ALERTS__WEBHOOK_SECRET", "ARGONAUT_ALERTS__WEBHOOK_SECRET_FILE",
        "ARGONAUT_ALERTS__SMTP_HOST", "ARGONAUT_ALERTS__SMTP_PORT", "ARGONAUT_ALERTS__SMTP_SECURITY", "ARGONAUT_ALERTS__SMTP_USER",
        "ARGONAUT_ALERTS__SMTP_PASSWORD", "ARGONAUT_ALERTS__SMTP_PASSWORD_FILE", "ARGONAUT_ALERTS__MAIL_FROM", "ARGONAUT_ALERTS__MAIL_TO",
    ];

    /// <param name="text">Null when the name is not set.</param>
    /// <param name="problems">Gets a line for everything that is wrong.</param>
    public static AlertOptions Read(Func<string, string?> text, List<string> problems)
    {
        var options = new AlertOptions { WebhookSecret = Secret("WEBHOOK_SECRET") };
        if (Secret("WEBHOOK_URL") is { } hook)
        {
            if (Uri.TryCreate(hook, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0) options = options with { Webhook = url };
            else problems.Add($"{Prefix}WEBHOOK_URL must be an address that begins with https:// or http:// and holds no user.");
        }

        var (host, from, to) = (text(Prefix + "SMTP_HOST"), text(Prefix + "MAIL_FROM"), text(Prefix + "MAIL_TO"));
        var password = Secret("SMTP_PASSWORD");
        if (host is null && from is null && to is null) return options;
        if (host is null || from is null || to is null)
        {
            problems.Add($"{Prefix}SMTP_HOST, {Prefix}MAIL_FROM and {Prefix}MAIL_TO belong together: set all three or none.");
            return options;
        }

        foreach (var (name, address) in new[] { ("MAIL_FROM", from), ("MAIL_TO", to) })
            if (!MailAddresses.AreValid(address)) problems.Add($"{Prefix}{name} must be an e-mail address, found '{address}'.");
        MailSecurity? security = (text(Prefix + "SMTP_SECURITY") ?? "starttls").ToLowerInvariant() switch
        {
            "starttls" => MailSecurity.StartTls, "tls" => MailSecurity.Tls, "none" => MailSecurity.None, _ => null,
        };
        if (security is null) problems.Add($"{Prefix}SMTP_SECURITY must be starttls, tls or none, found '{text(Prefix + "SMTP_SECURITY")}'.");
        var port = security == MailSecurity.Tls ? 465 : 587;
        if (text(Prefix + "SMTP_PORT") is { } number && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65_535))
            problems.Add($"{Prefix}SMTP_PORT must be a whole number from 1 to 65535, found '{number}'.");
        return options with { Mail = new MailOptions(host, port, security ?? MailSecurity.StartTls, text(Prefix + "SMTP_USER"), password, from, to) };

        string? Secret(string name)
        {
            var (value, file) = (text(Prefix + name), text($"{Prefix}{name}_FILE"));
            if (file is null) return value;
            if (value is not null) problems.Add($"{Prefix}{name} and {Prefix}{name}_FILE are both set; keep one.");
            try
            {
                return File.ReadAllText(file).Trim() is { Length: > 0 } content ? content : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{Prefix}{name}_FILE names a file that cannot be read: {file}.");
                return null;
            }
        }
    }
}

namespace Argonaut.Alerts;

public enum MailSecurity
{
    /// <summary>STARTTLS, refused without it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Plain text: for a relay on this machine.</summary>
    None,
}

/// <param name="Password">Null: the server wants no sign-in.</param>
public sealed record MailOptions(string Host, int Port, MailSecurity Security, string? User, string? Password, string From, string To);

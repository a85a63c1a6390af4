using MimeKit;

namespace Argonaut.Alerts;

public static class MailAddresses
{
    /// <summary>One address or several with commas, each with a domain.</summary>
    public static bool AreValid(string text) =>
        InternetAddressList.TryParse(text, out var list) && list.Count > 0 && list.Mailboxes.All(one => one.Address.Contains('@', StringComparison.Ordinal));
}

using Argonaut.Ports;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Whether the accounts of the gateway fit the mode of this program: in mode paper each has to be a paper account, whatever the port says
/// (ib-tws-protocol.md 4.1, faults.md F-319). There is no override.
/// </summary>
internal static class AccountLock
{
    public const string Code = "account_not_paper";

    private const string Paper = "paper";

    /// <summary>Paper accounts begin with D: DU1234567, advisors DF..., the simulated gateway's DUSIM01.</summary>
    private const char PaperPrefix = 'D';

    /// <summary>Null while the accounts fit, and before they are known.</summary>
    /// <param name="mode">Of this program.</param>
    /// <param name="feed">Its accounts are those of the gateway.</param>
    /// <param name="mask">Hides most of an account number.</param>
    public static string? ReasonOf(string mode, FeedStatus feed, Func<string, string> mask)
    {
        if (mode != Paper) return null;
        var wrong = feed.Accounts.Where(a => !a.StartsWith(PaperPrefix)).Select(mask).ToList();
        return wrong.Count == 0 ? null
            : $"The gateway is logged in to a live account ({string.Join(", ", wrong)}) and this program runs in mode paper: trading is locked. "
                + "Log the gateway in to a paper account; recording goes on.";
    }
}

namespace Argonaut.Venues.Ib.Session;

/// <summary>Why a historical request was refused.</summary>
internal enum IbHistoryCause
{
    /// <summary>Too many requests: the same one again later.</summary>
    Pacing,

    /// <summary>The source has nothing for that time: an empty answer.</summary>
    NoData,

    /// <summary>The account may not have it.</summary>
    NoPermission,

    /// <summary>Our own cancel arrived.</summary>
    Cancelled,
    Other,
}

/// <summary>Code 162, and the pacing answers of 322, 366 and 420, differ in their text only (ib-tws-protocol.md 4.3, 5.4).</summary>
internal static class IbHistoryCauses
{
    public static IbHistoryCause Of(string text)
    {
        if (Has(text, "pacing")) return IbHistoryCause.Pacing;
        if (Has(text, "no data")) return IbHistoryCause.NoData;
        if (Has(text, "permission")) return IbHistoryCause.NoPermission;
        return Has(text, "cancelled") || Has(text, "canceled") ? IbHistoryCause.Cancelled : IbHistoryCause.Other;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}

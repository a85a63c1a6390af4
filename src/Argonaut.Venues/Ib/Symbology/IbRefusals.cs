namespace Argonaut.Venues.Ib.Symbology;

/// <summary>Why contracts of a kind cannot be recorded.</summary>
public static class IbRefusals
{
    /// <summary>Null for the kinds that have an instrument class (nautilus-catalog.md 6.5).</summary>
    public static string? Of(string secType) => secType switch
    {
        "STK" or "CASH" or "FUT" or "CONTFUT" or "OPT" or "FOP" or "IND" or "CFD" or "CMDTY" or "CRYPTO" => null,
        "BOND" or "BILL" or "FIXED" => "bonds are not recorded: NautilusTrader has no instrument class for them",
        "FUND" => "mutual funds are not recorded: they have one price a day and no market",
        "BAG" => "combinations are not recorded: record their legs",
        "WAR" or "IOPT" => "warrants and structured products are not recorded: NautilusTrader has no instrument class for them",
        "NEWS" => "news feeds have no prices",
        _ => $"security type {secType} is not supported",
    };
}

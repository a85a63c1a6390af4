using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>The data farms of the gateway: their names, their codes (ib-tws-protocol.md 5.3) and what they serve.</summary>
internal static class Farms
{
    public const string History = "ushmds";
    public const string Definitions = "secdefil";

    /// <summary>In the order of the notices after a login.</summary>
    public static readonly string[] AtLogin = ["usfarm", "usfuture", History, Definitions];

    public static (int Code, string Text) Broken(string farm) => farm switch
    {
        History => (2105, $"HMDS data farm connection is broken:{farm}"),
        Definitions => (2157, $"Sec-def data farm connection is broken:{farm}"),
        _ => (2103, $"Market data farm connection is broken:{farm}"),
    };

    public static (int Code, string Text) Ok(string farm) => farm switch
    {
        History => (2106, $"HMDS data farm connection is OK:{farm}"),
        Definitions => (2158, $"Sec-def data farm connection is OK:{farm}"),
        _ => (2104, $"Market data farm connection is OK:{farm}"),
    };

    public static bool Serves(string farm, SimulatedContract contract) => farm == contract.SecType switch
    {
        "FUT" => "usfuture",
        "CASH" or "CRYPTO" => "cashfarm",
        _ => "usfarm",
    };
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>IB's exchange names (ib-tws-protocol.md 11.1).</summary>
public static class IbExchanges
{
    /// <summary>In the order in which an exchange is looked for when a code stands for several.</summary>
    private static readonly ImmutableArray<(string Exchange, string Mic)> Pairs =
    [
        ("CME", "XCME"), ("CBOT", "XCBT"), ("NYMEX", "XNYM"), ("NYBOT", "IFUS"), ("NASDAQ", "XNAS"), ("NYSE", "XNYS"), ("ARCA", "ARCX"), ("BATS", "BATS"),
        ("IEX", "IEXG"), ("CBOE", "XCBO"), ("CFE", "XCBF"), ("TSX", "XTSE"), ("ICEEU", "IFEU"), ("IPE", "IFEU"), ("LSE", "XLON"), ("SBF", "XPAR"),
        ("IBIS", "XETR"), ("EUREX", "XEUR"), ("DTB", "XEUR"), ("SOFFEX", "XEUR"), ("AEB", "XAMS"), ("SIX", "XSWX"), ("SWX", "XSWX"), ("EBS", "XBRU"),
        ("ASX", "XASX"), ("SEHK", "XHKG"), ("HKFE", "XHKF"), ("SGX", "XSES"), ("OSE.JPN", "XOSE"), ("TSEJ", "XTKS"),
    ];

    private static readonly FrozenDictionary<string, string> Mics = Pairs.ToFrozenDictionary(static p => p.Exchange, static p => p.Mic);

    private static readonly FrozenSet<string> Futures = new[]
    {
        "CME", "GLOBEX", "CBOT", "ECBOT", "NYMEX", "COMEX", "NYBOT", "CFE", "EUREX", "DTB", "ICEEU", "IPE", "ICEEUSOFT", "HKFE", "SGX",
        "SNFE", "MONEP", "MEFFRV", "IDEM", "FTA", "BELFOX", "OMS", "KSE", "NSE", "CDE", "ENDEX",
    }.ToFrozenSet();

    /// <summary>The market identifier code; null when the exchange is not in the list.</summary>
    public static string? MicOf(string exchange) => Mics.GetValueOrDefault(exchange);

    /// <summary>The exchanges that a code stands for; empty when it is none.</summary>
    public static ImmutableArray<string> WithMic(string mic) => [.. Pairs.Where(p => p.Mic == mic).Select(static p => p.Exchange)];

    public static bool IsMic(string venue) => Pairs.Any(p => p.Mic == venue);

    public static bool IsFuturesExchange(string exchange) => Futures.Contains(exchange);

    /// <summary><c>ISLAND</c> is the older name of the NASDAQ book.</summary>
    public static bool AreSame(string one, string other) => Modern(one) == Modern(other);

    private static string Modern(string exchange) => exchange == "ISLAND" ? "NASDAQ" : exchange;
}

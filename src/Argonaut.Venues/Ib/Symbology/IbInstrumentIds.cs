using System.Text.RegularExpressions;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>The parts of NautilusTrader's ids of IB contracts, with IB's exchange names (ib-tws-protocol.md 11.1).</summary>
public static partial class IbInstrumentIds
{
    private const string MonthLetters = "FGHJKMNQUVXZ";

    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>The part before the last dot in simplified symbology; empty when the contract has none (combos).</summary>
    public static string SymbolOf(IbContract c) => c.SecType switch
    {
        "STK" or "FUND" => Dashed(LocalOrSymbol(c)),
        "IND" => "^" + LocalOrSymbol(c),
        "OPT" => Option(c),
        "FUT" => Future(c),
        "CONTFUT" => c.Symbol,
        "FOP" => LocalOrSymbol(c),
        "CASH" or "CRYPTO" => c.LocalSymbol.Length > 0 ? c.LocalSymbol.Replace('.', '/') : $"{c.Symbol}/{c.Currency}",
        "CFD" => IsPair(c) ? c.LocalSymbol.Replace('.', '/') : Dashed(c.Symbol),
        "CMDTY" => Dashed(c.Symbol),
        _ => "",
    };

    /// <summary>The part after the last dot, when the id is derived from the contract.</summary>
    public static string VenueOf(IbContract c, string validExchanges) => c.SecType switch
    {
        "CFD" => "IBCFD",
        "CMDTY" => "IBCMDTY",
        "STK" or "FUND" => c.PrimaryExchange is "" or "SMART" ? c.Exchange : c.PrimaryExchange,
        _ when c.Exchange != "SMART" => c.Exchange,
        _ when c.PrimaryExchange is not ("" or "SMART") => c.PrimaryExchange,
        "OPT" => validExchanges.Split(',').FirstOrDefault(e => e is not ("" or "SMART")) ?? "SMART",
        _ => "SMART",
    };

    /// <summary>The part before the last dot in raw symbology: <c>EUR.USD=CASH</c>; empty for combos.</summary>
    public static string RawSymbolOf(IbContract c) => c.SecType is "BAG" or "" ? "" : $"{LocalOrSymbol(c)}={c.SecType}";

    /// <summary>Takes a raw symbol apart; false for a simplified one.</summary>
    public static bool TryRaw(string symbol, out string local, out string secType)
    {
        var at = symbol.LastIndexOf('=');
        (local, secType) = at > 0 && at < symbol.Length - 1 ? (symbol[..at], symbol[(at + 1)..]) : ("", "");
        return local.Length > 0;
    }

    public static bool IsPair(IbContract c) => c.LocalSymbol == $"{c.Symbol}.{c.Currency}";

    /// <summary><c>ESZ6</c>: root, month letter, year digit.</summary>
    public static bool IsFutureLocalSymbol(string text) => FutureLocalSymbol().IsMatch(text);

    /// <summary>Padded or not: <c>AAPL  261218C00250000</c>.</summary>
    public static bool TryOcc(string text, out string padded)
    {
        var match = Occ().Match(text);
        padded = match.Success ? match.Groups[1].Value.TrimEnd().PadRight(6) + match.Groups[2].Value : "";
        return match.Success;
    }

    private static string LocalOrSymbol(IbContract c) => c.LocalSymbol.Length > 0 ? c.LocalSymbol : c.Symbol;

    private static string Dashed(string text) => text.Replace(' ', '-');

    private static string Option(IbContract c)
    {
        if (c.LocalSymbol.Length == 0) return $"{c.Right} {c.TradingClass} {c.LastTradeDate} {c.Strike}";
        return TryOcc(c.LocalSymbol, out var padded) ? padded : c.LocalSymbol;
    }

    private static string Future(IbContract c)
    {
        if (IsFutureLocalSymbol(c.LocalSymbol)) return c.LocalSymbol;
        if (c.LastTradeDate.Length == 8) return $"{c.Symbol} {c.TradingClass} {c.LastTradeDate}";
        var match = LongFuture().Match(c.LocalSymbol);
        var month = match.Success ? Array.IndexOf(MonthNames, match.Groups["month"].Value) : -1;
        return month < 0 ? LocalOrSymbol(c) : $"{match.Groups["root"].Value}{MonthLetters[month]}{match.Groups["year"].Value[^1]}";
    }

    [GeneratedRegex(@"^\w{1,3}[FGHJKMNQUVXZ]\d$")]
    private static partial Regex FutureLocalSymbol();

    [GeneratedRegex(@"^([A-Z0-9.]{1,6} *)(\d{6}[CP]\d{8})$")]
    private static partial Regex Occ();

    /// <summary><c>ES MAR 23</c> or <c>NIFTY25MARFUT</c>.</summary>
    [GeneratedRegex(@"^(?<root>\w+?)(?: (?<month>[A-Z]{3}) (?<year>\d{2})|(?<year>\d{2})(?<month>[A-Z]{3})FUT)$")]
    private static partial Regex LongFuture();
}

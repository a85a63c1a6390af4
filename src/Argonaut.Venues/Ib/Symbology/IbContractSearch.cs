using System.Collections.Frozen;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>
/// What to ask for when a person types an id or a symbol, and which answers are meant (ib-tws-protocol.md 7.2, 8.14, 11.1;
/// platform.md 1.10).
/// </summary>
public static class IbContractSearch
{
    private static readonly FrozenDictionary<string, string> FutureRoots = new Dictionary<string, string>
    {
        ["ES"] = "CME", ["NQ"] = "CME", ["RTY"] = "CME", ["YM"] = "CBOT", ["CL"] = "NYMEX", ["NG"] = "NYMEX", ["GC"] = "COMEX",
        ["SI"] = "COMEX", ["ZN"] = "CBOT", ["ZB"] = "CBOT",
    }.ToFrozenDictionary();

    /// <summary>The question for a simplified symbol at an exchange, which decides the kind of contract.</summary>
    public static IbContract ForId(string symbol, string venue)
    {
        if (venue is "IDEALPRO" or "IBCFD" or "PAXOS" or "ZEROHASH" or "IBCMDTY") return ForBroker(symbol, venue);
        if (symbol[0] == '^') return new IbContract { SecType = "IND", Symbol = symbol[1..], Exchange = venue };
        if (IbInstrumentIds.TryOcc(symbol, out var occ))
            return new IbContract { SecType = "OPT", LocalSymbol = occ, Exchange = "SMART", Currency = "USD" };
        var parts = symbol.Split(' ');
        if (parts is [("C" or "P") and var right, var optionClass, { Length: 8 } expiry, var strike])
            return new IbContract
            {
                SecType = "OPT", TradingClass = optionClass, LastTradeDate = expiry, Strike = strike, Right = right, Exchange = venue,
            };
        if (IbExchanges.IsFuturesExchange(venue)) return ForFuture(symbol, parts, venue);
        return new IbContract
        {
            SecType = "STK", Symbol = symbol.Replace('-', ' '), Exchange = "SMART", PrimaryExchange = venue == "SMART" ? "" : venue,
        };
    }

    /// <summary>The question for a raw symbol, which says its kind itself.</summary>
    public static IbContract ForRaw(string local, string secType, string exchange) => secType switch
    {
        "STK" or "FUND" => new IbContract { SecType = secType, LocalSymbol = local, Exchange = "SMART", PrimaryExchange = exchange == "SMART" ? "" : exchange },
        "CFD" or "CMDTY" => new IbContract { SecType = secType, LocalSymbol = local, Exchange = "SMART" },
        // The venue of an option is one of many that list it; those of futures exchanges are only there.
        "OPT" when !IbExchanges.IsFuturesExchange(exchange) => new IbContract { SecType = secType, LocalSymbol = local, Exchange = "SMART" },
        _ => new IbContract { SecType = secType, LocalSymbol = local, Exchange = exchange },
    };

    /// <summary>Questions for a bare symbol, the likeliest first: the first that has an answer counts.</summary>
    public static ImmutableArray<IbContract> ForSymbol(string symbol)
    {
        var stock = new IbContract { SecType = "STK", Symbol = symbol.Replace('-', ' '), Exchange = "SMART", Currency = "USD" };
        if (symbol[0] == '^') return [new IbContract { SecType = "IND", Symbol = symbol[1..] }];
        if (IbInstrumentIds.TryOcc(symbol, out var occ))
            return [new IbContract { SecType = "OPT", LocalSymbol = occ, Exchange = "SMART", Currency = "USD" }];
        if (FutureRoots.TryGetValue(symbol, out var exchange))
            return [new IbContract { SecType = "FUT", Symbol = symbol, Exchange = exchange, Currency = "USD" }];
        if (IbInstrumentIds.IsFutureLocalSymbol(symbol) && FutureRoots.TryGetValue(symbol[..^2], out exchange))
            return [new IbContract { SecType = "FUT", LocalSymbol = symbol, Exchange = exchange, Currency = "USD" }];
        return TryPair(symbol, out var first, out var second)
            ?
            [
                new IbContract { SecType = "CASH", Symbol = first, Currency = second, Exchange = "IDEALPRO" },
                new IbContract { SecType = "CRYPTO", Symbol = first, Currency = second, Exchange = "PAXOS" },
                stock,
            ]
            : [stock];
    }

    /// <summary>Whether an answer is one that was asked for: equal in all that was named.</summary>
    public static bool IsMatch(IbContract asked, IbContractDetails answer)
    {
        var c = answer.Contract;
        return (asked.SecType.Length == 0 || c.SecType == asked.SecType)
            && (asked.Currency.Length == 0 || c.Currency == asked.Currency)
            && (asked.Exchange.Length == 0 || c.Exchange == asked.Exchange
                || answer.ValidExchanges.Split(',').Any(e => IbExchanges.AreSame(e, asked.Exchange)))
            && (asked.PrimaryExchange.Length == 0
                || IbExchanges.AreSame(c.PrimaryExchange.Length == 0 ? c.Exchange : c.PrimaryExchange, asked.PrimaryExchange));
    }

    /// <summary><c>EURUSD</c>, <c>EUR/USD</c> or <c>EUR.USD</c>.</summary>
    public static bool TryPair(string text, out string first, out string second)
    {
        (first, second) = ("", "");
        var parts = text.Split('/', '.');
        if (parts is [{ Length: 6 } six] && six.All(char.IsAsciiLetter)) (first, second) = (six[..3], six[3..]);
        else if (parts is [{ Length: >= 3 and <= 5 } left, { Length: 3 } right]
            && right.All(char.IsAsciiLetter) && left.All(char.IsAsciiLetterOrDigit))
            (first, second) = (left, right);
        return first.Length > 0;
    }

    private static IbContract ForBroker(string symbol, string venue)
    {
        var pair = symbol.Split('/');
        var (first, second) = pair is [var left, var right] ? (left, right) : (symbol.Replace('-', ' '), "");
        return venue switch
        {
            "IBCFD" => new IbContract { SecType = "CFD", Symbol = first, Currency = second, Exchange = "SMART" },
            "IBCMDTY" => new IbContract { SecType = "CMDTY", Symbol = first, Exchange = "SMART" },
            "IDEALPRO" => new IbContract { SecType = "CASH", Symbol = first, Currency = second, Exchange = venue },
            _ => new IbContract { SecType = "CRYPTO", Symbol = first, Currency = second, Exchange = venue },
        };
    }

    private static IbContract ForFuture(string symbol, string[] parts, string venue)
    {
        if (IbInstrumentIds.IsFutureLocalSymbol(symbol)) return new IbContract { SecType = "FUT", LocalSymbol = symbol, Exchange = venue };
        return parts switch
        {
            [var name, var tradingClass, { Length: 8 } expiry] =>
                new IbContract { SecType = "FUT", Symbol = name, TradingClass = tradingClass, LastTradeDate = expiry, Exchange = venue },
            [var future, ['C' or 'P', ..]] when IbInstrumentIds.IsFutureLocalSymbol(future) =>
                new IbContract { SecType = "FOP", LocalSymbol = symbol, Exchange = venue },
            _ => new IbContract { SecType = "CONTFUT", Symbol = symbol, Exchange = venue },
        };
    }
}

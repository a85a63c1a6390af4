namespace Argonaut.Venues.Ib.Wire;

/// <summary>The two contract blocks of the protocol (ib-tws-protocol.md 7.1).</summary>
internal static class IbContractFields
{
    /// <summary>CONTRACT12 of requests.</summary>
    public static IbFrameWriter Contract(this IbFrameWriter w, IbContract c) =>
        w.Int(c.ConId).Text(c.Symbol).Text(c.SecType).Text(c.LastTradeDate).Text(c.Strike).Text(c.Right).Text(c.Multiplier)
            .Text(c.Exchange).Text(c.PrimaryExchange).Text(c.Currency).Text(c.LocalSymbol).Text(c.TradingClass);

    /// <summary>CONTRACT11 of answers: no primary exchange.</summary>
    public static IbContract ReadContract(this ref IbFieldReader r) => new()
    {
        ConId = r.ReadInt(),
        Symbol = r.ReadString(),
        SecType = r.ReadString(),
        LastTradeDate = r.ReadString(),
        Strike = r.ReadStrike(),
        Right = r.ReadRight(),
        Multiplier = r.ReadString(),
        Exchange = r.ReadString(),
        Currency = r.ReadString(),
        LocalSymbol = r.ReadString(),
        TradingClass = r.ReadString(),
    };

    /// <summary>Empty when it is unset: <c>0</c> and <c>0.0</c> say the same.</summary>
    public static string ReadStrike(this ref IbFieldReader r)
    {
        var strike = r.ReadDecimal();
        return strike is "0" or "0.0" ? "" : strike;
    }

    /// <summary><c>C</c>, <c>P</c> or empty.</summary>
    public static string ReadRight(this ref IbFieldReader r) => r.ReadString() switch
    {
        "?" or "0" => "",
        "CALL" => "C",
        "PUT" => "P",
        var right => right,
    };
}

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 6, or 73 with its request and model. The value is text: a number, a flag or a word.</summary>
/// <param name="Currency"><c>BASE</c>, a currency, or empty.</param>
/// <param name="RequestId">0 in answer 6, which belongs to no request.</param>
public sealed record IbAccountValue(
    string Account, string Key, string Value, string Currency, int RequestId = 0, string ModelCode = "");

/// <summary>Answer 7. Decimals are wire text, empty when unset.</summary>
/// <param name="Contract">With the primary exchange and without the exchange.</param>
/// <param name="AverageCost">Includes the multiplier of futures and options, and commissions of stocks.</param>
public sealed record IbPortfolioValue(
    IbContract Contract, string Position, string MarketPrice, string MarketValue, string AverageCost, string UnrealizedPnL,
    string RealizedPnL, string Account);

/// <summary>Answer 63.</summary>
public sealed record IbAccountSummaryValue(int RequestId, string Account, string Tag, string Value, string Currency);

/// <summary>Answers about accounts (ib-tws-protocol.md 8.10). Every method starts after the message id.</summary>
public static class IbAccountDecoder
{
    /// <summary>Answer 6.</summary>
    public static IbAccountValue Value(ref IbFieldReader r)
    {
        r.Skip();
        var (key, value, currency) = (r.ReadString(), r.ReadString(), r.ReadString());
        return new IbAccountValue(r.ReadString(), key, value, currency);
    }

    /// <summary>Answer 7.</summary>
    public static IbPortfolioValue Portfolio(ref IbFieldReader r)
    {
        r.Skip();
        var contract = new IbContract
        {
            ConId = r.ReadInt(),
            Symbol = r.ReadString(),
            SecType = r.ReadString(),
            LastTradeDate = r.ReadString(),
            Strike = r.ReadStrike(),
            Right = r.ReadRight(),
            Multiplier = r.ReadString(),
            PrimaryExchange = r.ReadString(),
            Currency = r.ReadString(),
            LocalSymbol = r.ReadString(),
            TradingClass = r.ReadString(),
        };
        return new IbPortfolioValue(
            contract, r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadString());
    }

    /// <summary>Answer 8: <c>HH:MM</c> of the last change, in the gateway's zone.</summary>
    public static string UpdateTime(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadString();
    }

    /// <summary>Answer 54: the account whose image is complete.</summary>
    public static string DownloadEnd(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadString();
    }

    /// <summary>Answer 63.</summary>
    public static IbAccountSummaryValue Summary(ref IbFieldReader r)
    {
        r.Skip();
        return new IbAccountSummaryValue(r.ReadInt(), r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString());
    }

    /// <summary>Answer 73.</summary>
    public static IbAccountValue UpdateMulti(ref IbFieldReader r)
    {
        r.Skip();
        var (requestId, account, model) = (r.ReadInt(), r.ReadString(), r.ReadString());
        return new IbAccountValue(account, r.ReadString(), r.ReadString(), r.ReadString(), requestId, model);
    }

    /// <summary>Answers 64 and 74: the request id whose image is complete.</summary>
    public static int End(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadInt();
    }
}

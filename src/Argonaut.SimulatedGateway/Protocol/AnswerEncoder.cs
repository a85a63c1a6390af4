using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Writes answers other than ticks and bars, field by field as in ib-tws-protocol.md 8, at the negotiated version.</summary>
public static class AnswerEncoder
{
    private const int LastTradeDateVersion = 182;
    private const int IneligibilityVersion = 186;
    private const int BondHoursVersion = 188;
    private const int ErrorTimeVersion = 194;

    public static void Hello(IbFrameWriter to, int serverVersion, string connectionTime) =>
        to.BeginRaw().Int(serverVersion).Text(connectionTime).End();

    /// <param name="timeMs">Milliseconds since 1970; on the wire from version 194.</param>
    public static void Error(IbFrameWriter to, int serverVersion, long requestId, int code, string text, long timeMs, string rejectJson = "")
    {
        to.Begin(IbAnswer.Error);
        if (serverVersion < ErrorTimeVersion) to.Int(2);
        to.Int(requestId).Int(code).Text(Escape(text)).Text(Escape(rejectJson));
        if (serverVersion >= ErrorTimeVersion) to.Int(timeMs);
        to.End();
    }

    public static void ManagedAccounts(IbFrameWriter to, string accounts) => to.Begin(IbAnswer.ManagedAccounts).Int(1).Text(accounts).End();

    public static void NextValidId(IbFrameWriter to, long orderId) => to.Begin(IbAnswer.NextValidId).Int(1).Int(orderId).End();

    public static void CurrentTime(IbFrameWriter to, long seconds) => to.Begin(IbAnswer.CurrentTime).Int(1).Int(seconds).End();

    public static void CurrentTimeInMillis(IbFrameWriter to, long milliseconds) =>
        to.Begin(IbAnswer.CurrentTimeInMillis).Int(milliseconds).End();

    public static void ContractDetailsEnd(IbFrameWriter to, int requestId) =>
        to.Begin(IbAnswer.ContractDetailsEnd).Int(1).Int(requestId).End();

    public static void MarketDataType(IbFrameWriter to, int requestId, int type) =>
        to.Begin(IbAnswer.MarketDataType).Int(1).Int(requestId).Int(type).End();

    public static void TickReqParams(IbFrameWriter to, int requestId, string minTick, string bboExchange, int snapshotPermissions) =>
        to.Begin(IbAnswer.TickReqParams).Int(requestId).Text(minTick).Text(bboExchange).Int(snapshotPermissions).End();

    public static void TickSnapshotEnd(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.TickSnapshotEnd).Int(1).Int(requestId).End();

    public static void TickString(IbFrameWriter to, int requestId, int tickType, string value) =>
        to.Begin(IbAnswer.TickString).Int(6).Int(requestId).Int(tickType).Text(value).End();

    public static void TickGeneric(IbFrameWriter to, int requestId, int tickType, string value) =>
        to.Begin(IbAnswer.TickGeneric).Int(6).Int(requestId).Int(tickType).Text(value).End();

    public static void UserInfo(IbFrameWriter to, int requestId, string whiteBrandingId) =>
        to.Begin(IbAnswer.UserInfo).Int(requestId).Text(whiteBrandingId).End();

    public static void OptionChain(
        IbFrameWriter to, int requestId, string exchange, int underConId, string tradingClass, string multiplier, ImmutableArray<string> expirations,
        ImmutableArray<string> strikes)
    {
        to.Begin(IbAnswer.OptionChain).Int(requestId).Text(exchange).Int(underConId).Text(tradingClass).Text(multiplier).Int(expirations.Length);
        foreach (var expiration in expirations) to.Text(expiration);
        to.Int(strikes.Length);
        foreach (var strike in strikes) to.Text(strike);
        to.End();
    }

    public static void OptionChainEnd(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.OptionChainEnd).Int(requestId).End();

    public static void SmartComponents(IbFrameWriter to, int requestId, ReadOnlySpan<(int Bit, string Exchange, string Letter)> rows)
    {
        to.Begin(IbAnswer.SmartComponents).Int(requestId).Int(rows.Length);
        foreach (var (bit, exchange, letter) in rows) to.Int(bit).Text(exchange).Text(letter);
        to.End();
    }

    /// <param name="attribute">0 based on returns, 1 on prices.</param>
    public static void OptionComputation(IbFrameWriter to, int requestId, int tickType, int attribute, in OptionFigures f) =>
        to.Begin(IbAnswer.TickOptionComputation).Int(requestId).Int(tickType).Int(attribute).Double(f.ImpliedVolatility ?? -1).Double(f.Delta ?? -2)
            .Double(f.Price ?? -1).Double(f.PvDividend ?? -1).Double(f.Gamma ?? -2).Double(f.Vega ?? -2).Double(f.Theta ?? -2)
            .Double(f.UnderlyingPrice ?? -1).End();

    public static void NewsBulletin(IbFrameWriter to, int messageId, int type, string text, string exchange) =>
        to.Begin(IbAnswer.NewsBulletin).Int(1).Int(messageId).Int(type).Text(Escape(text)).Text(exchange).End();

    public static void TickNews(IbFrameWriter to, int requestId, long timeMs, string provider, string articleId, string headline, string extra) =>
        to.Begin(IbAnswer.TickNews).Int(requestId).Int(timeMs).Text(provider).Text(articleId).Text(Escape(headline)).Text(extra).End();

    public static void NoSoftDollarTiers(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.SoftDollarTiers).Int(requestId).Int(0).End();

    public static void NoNewsProviders(IbFrameWriter to) => to.Begin(IbAnswer.NewsProviders).Int(0).End();

    public static void FamilyCodes(IbFrameWriter to, ReadOnlySpan<string> accounts)
    {
        to.Begin(IbAnswer.FamilyCodes).Int(accounts.Length);
        foreach (var account in accounts) to.Text(account).Empty();
        to.End();
    }

    public static void HeadTimestamp(IbFrameWriter to, int requestId, string text) =>
        to.Begin(IbAnswer.HeadTimestamp).Int(requestId).Text(text).End();

    public static void MarketRule(IbFrameWriter to, int ruleId, ImmutableArray<(string LowEdge, string Increment)> increments)
    {
        to.Begin(IbAnswer.MarketRule).Int(ruleId).Int(increments.Length);
        foreach (var (low, increment) in increments) to.Text(low).Text(increment);
        to.End();
    }

    public static void MarketDepthExchanges(IbFrameWriter to, ReadOnlySpan<(string Exchange, string SecType, string Listing, string Service, string Group)> rows)
    {
        to.Begin(IbAnswer.MarketDepthExchanges).Int(rows.Length);
        foreach (var row in rows) to.Text(row.Exchange).Text(row.SecType).Text(row.Listing).Text(row.Service).Text(row.Group);
        to.End();
    }

    public static void SymbolSamples(IbFrameWriter to, int requestId, ImmutableArray<SymbolSample> samples)
    {
        to.Begin(IbAnswer.SymbolSamples).Int(requestId).Int(samples.Length);
        foreach (var sample in samples)
        {
            to.Int(sample.ConId).Text(sample.Symbol).Text(sample.SecType).Text(sample.PrimaryExchange).Text(sample.Currency);
            to.Int(sample.Derivatives.Length);
            foreach (var derivative in sample.Derivatives) to.Text(derivative);
            to.Text(Escape(sample.Description)).Text(sample.IssuerId);
        }

        to.End();
    }

    /// <param name="exchange">Where the request went.</param>
    public static void ContractDetails(
        IbFrameWriter to, int serverVersion, int requestId, SimulatedContract c, string exchange, string tradingHours, string liquidHours)
    {
        to.Begin(IbAnswer.ContractDetails).Int(requestId).Text(c.Symbol).Text(c.SecType).Text(c.LastTradeDateText);
        if (serverVersion >= LastTradeDateVersion) to.Text(c.LastTradeDate);
        to.Text(c.Strike).Text(c.Right).Text(exchange).Text(c.Currency).Text(c.LocalSymbol).Text(c.MarketName).Text(c.TradingClass);
        to.Int(c.ConId).Text(c.MinTick).Text(c.Multiplier).Text(c.OrderTypes).Text(string.Join(',', c.ValidExchanges)).Int(c.PriceMagnifier);
        to.Int(c.UnderConId).Text(Escape(c.LongName)).Text(c.PrimaryExchange).Text(c.ContractMonth).Text(c.Industry).Text(c.Category);
        to.Text(c.Subcategory).Text(c.WireTimeZone).Text(tradingHours).Text(liquidHours).Text(c.EvRule).Text(c.EvMultiplier);
        SecIds(to, c);
        to.Text(c.AggGroup).Text(c.UnderSymbol).Text(c.UnderSecType).Text(c.MarketRuleIds).Text(c.RealExpirationDate).Text(c.StockType);
        to.Text(c.MinSize).Text(c.SizeIncrement).Text(c.SuggestedSizeIncrement);
        if (serverVersion >= IneligibilityVersion) to.Int(0);
        to.End();
    }

    /// <summary>The layout of bonds; <see cref="SimulatedContract.Bond"/> must be set.</summary>
    public static void BondContractDetails(
        IbFrameWriter to, int serverVersion, int requestId, SimulatedContract c, string exchange, string tradingHours, string liquidHours)
    {
        var bond = c.Bond ?? throw new ArgumentException($"Expected a bond, found {c.SecType}.", nameof(c));
        to.Begin(IbAnswer.BondContractDetails).Int(requestId).Text(c.Symbol).Text(c.SecType).Text(bond.Cusip).Text(bond.Coupon).Text(bond.Maturity);
        to.Text(bond.IssueDate).Text(bond.Ratings).Text(bond.BondType).Text(bond.CouponType).Bool(bond.IsConvertible).Bool(bond.IsCallable);
        to.Bool(bond.IsPutable).Text(bond.Description).Text(exchange).Text(c.Currency).Text(c.MarketName).Text(c.TradingClass).Int(c.ConId);
        to.Text(c.MinTick).Text(c.OrderTypes).Text(string.Join(',', c.ValidExchanges)).Text(bond.NextOptionDate).Text(bond.NextOptionType);
        to.Bool(bond.IsNextOptionPartial).Text(bond.Notes).Text(Escape(c.LongName));
        if (serverVersion >= BondHoursVersion) to.Text(c.WireTimeZone).Text(tradingHours).Text(liquidHours);
        to.Text(c.EvRule).Text(c.EvMultiplier);
        SecIds(to, c);
        to.Text(c.AggGroup).Text(c.MarketRuleIds).Text(c.MinSize).Text(c.SizeIncrement).Text(c.SuggestedSizeIncrement).End();
    }

    /// <summary>Characters beyond ASCII as <c>\uxxxx</c> (2.2).</summary>
    public static string Escape(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var escaped = new StringBuilder();
        foreach (var c in text)
            if (c < 128) escaped.Append(c);
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return escaped.ToString();
    }

    private static void SecIds(IbFrameWriter to, SimulatedContract contract)
    {
        to.Int(contract.SecIds.Length);
        foreach (var (tag, value) in contract.SecIds) to.Text(tag).Text(value);
    }
}

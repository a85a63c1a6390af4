namespace Argonaut.Venues.Ib.Wire;

/// <summary>Requests about accounts, positions and profit (ib-tws-protocol.md 8.10).</summary>
public static class IbAccountRequests
{
    /// <summary>One account at a time: a new subscription ends the one before (code 2100).</summary>
    public static void AccountUpdates(this IbFrameWriter w, bool isSubscription, string account) =>
        w.Begin(IbRequest.AccountUpdates).Int(2).Bool(isSubscription).Text(account).End();

    /// <param name="group"><c>All</c>, or a group of accounts.</param>
    /// <param name="tags">Separated by commas, for example <c>NetLiquidation,BuyingPower,$LEDGER:ALL</c>.</param>
    public static void AccountSummary(this IbFrameWriter w, int requestId, string group, string tags) =>
        w.Begin(IbRequest.AccountSummary).Int(1).Int(requestId).Text(group).Text(tags).End();

    public static void CancelAccountSummary(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelAccountSummary).Int(1).Int(requestId).End();

    /// <param name="isLedgerOnly">Cash by currency and the net liquidation value only.</param>
    public static void AccountUpdatesMulti(this IbFrameWriter w, int requestId, string account, string modelCode, bool isLedgerOnly) =>
        w.Begin(IbRequest.AccountUpdatesMulti).Int(1).Int(requestId).Text(account).Text(modelCode).Bool(isLedgerOnly).End();

    public static void CancelAccountUpdatesMulti(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelAccountUpdatesMulti).Int(1).Int(requestId).End();

    /// <summary>All positions of all accounts, kept up to date until it is cancelled.</summary>
    public static void Positions(this IbFrameWriter w) => w.Begin(IbRequest.Positions).Int(1).End();

    public static void CancelPositions(this IbFrameWriter w) => w.Begin(IbRequest.CancelPositions).Int(1).End();

    public static void PositionsMulti(this IbFrameWriter w, int requestId, string account, string modelCode) =>
        w.Begin(IbRequest.PositionsMulti).Int(1).Int(requestId).Text(account).Text(modelCode).End();

    public static void CancelPositionsMulti(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelPositionsMulti).Int(1).Int(requestId).End();

    public static void PnL(this IbFrameWriter w, int requestId, string account, string modelCode) =>
        w.Begin(IbRequest.PnL).Int(requestId).Text(account).Text(modelCode).End();

    public static void CancelPnL(this IbFrameWriter w, int requestId) => w.Begin(IbRequest.CancelPnL).Int(requestId).End();

    public static void PnLSingle(this IbFrameWriter w, int requestId, string account, string modelCode, int conId) =>
        w.Begin(IbRequest.PnLSingle).Int(requestId).Text(account).Text(modelCode).Int(conId).End();

    public static void CancelPnLSingle(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.CancelPnLSingle).Int(requestId).End();

    /// <summary>The family codes of all accounts of the login.</summary>
    public static void FamilyCodes(this IbFrameWriter w) => w.Begin(IbRequest.FamilyCodes).End();

    public static void SoftDollarTiers(this IbFrameWriter w, int requestId) =>
        w.Begin(IbRequest.SoftDollarTiers).Int(requestId).End();
}

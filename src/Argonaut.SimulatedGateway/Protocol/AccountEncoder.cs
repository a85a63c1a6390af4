using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>Writes what the gateway says about accounts, positions and profit (ib-tws-protocol.md 8.10).</summary>
public static class AccountEncoder
{
    public static void Value(IbFrameWriter to, string key, string value, string currency, string account) =>
        to.Begin(IbAnswer.AccountValue).Int(2).Text(key).Text(value).Text(currency).Text(account).End();

    /// <param name="contract">Its exchange is the primary exchange here.</param>
    public static void Portfolio(
        IbFrameWriter to, ContractFields contract, decimal position, decimal marketPrice, decimal marketValue, decimal averageCost, decimal unrealized,
        decimal realized, string account)
    {
        to.Begin(IbAnswer.PortfolioValue).Int(8);
        OrderEncoder.Contract(to, contract);
        to.Text(T(position)).Text(T(marketPrice)).Text(T(marketValue)).Text(T(averageCost)).Text(T(unrealized)).Text(T(realized)).Text(account).End();
    }

    public static void UpdateTime(IbFrameWriter to, string time) => to.Begin(IbAnswer.AccountUpdateTime).Int(1).Text(time).End();

    public static void DownloadEnd(IbFrameWriter to, string account) => to.Begin(IbAnswer.AccountDownloadEnd).Int(1).Text(account).End();

    public static void Summary(IbFrameWriter to, int requestId, string account, string tag, string value, string currency) =>
        to.Begin(IbAnswer.AccountSummary).Int(1).Int(requestId).Text(account).Text(tag).Text(value).Text(currency).End();

    public static void SummaryEnd(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.AccountSummaryEnd).Int(1).Int(requestId).End();

    public static void Position(IbFrameWriter to, string account, ContractFields contract, decimal position, decimal averageCost)
    {
        to.Begin(IbAnswer.Position).Int(3).Text(account);
        OrderEncoder.Contract(to, contract);
        to.Text(T(position)).Text(T(averageCost)).End();
    }

    public static void PositionEnd(IbFrameWriter to) => to.Begin(IbAnswer.PositionEnd).Int(1).End();

    public static void PositionMulti(
        IbFrameWriter to, int requestId, string account, ContractFields contract, decimal position, decimal averageCost, string modelCode)
    {
        to.Begin(IbAnswer.PositionMulti).Int(1).Int(requestId).Text(account);
        OrderEncoder.Contract(to, contract);
        to.Text(T(position)).Text(T(averageCost)).Text(modelCode).End();
    }

    public static void PositionMultiEnd(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.PositionMultiEnd).Int(1).Int(requestId).End();

    public static void UpdateMulti(IbFrameWriter to, int requestId, string account, string modelCode, string key, string value, string currency) =>
        to.Begin(IbAnswer.AccountUpdateMulti).Int(1).Int(requestId).Text(account).Text(modelCode).Text(key).Text(value).Text(currency).End();

    public static void UpdateMultiEnd(IbFrameWriter to, int requestId) => to.Begin(IbAnswer.AccountUpdateMultiEnd).Int(1).Int(requestId).End();

    public static void PnL(IbFrameWriter to, int requestId, decimal? daily, decimal? unrealized, decimal? realized) =>
        to.Begin(IbAnswer.PnL).Int(requestId).Text(OrUnset(daily)).Text(OrUnset(unrealized)).Text(OrUnset(realized)).End();

    public static void PnLSingle(
        IbFrameWriter to, int requestId, decimal position, decimal? daily, decimal? unrealized, decimal? realized, decimal? value) =>
        to.Begin(IbAnswer.PnLSingle).Int(requestId).Text(T(position)).Text(OrUnset(daily)).Text(OrUnset(unrealized)).Text(OrUnset(realized))
            .Text(OrUnset(value)).End();

    private static string T(decimal value) => OrderEncoder.Text(value);

    private static string OrUnset(decimal? value) => value is { } known ? T(known) : OrderEncoder.Unset;
}

using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Sends a payload through the decoder of its message id, as a session would.</summary>
internal static class AnyAnswer
{
    /// <exception cref="WireFormatException">It does not have the layout of its id.</exception>
    public static void Decode(ReadOnlySpan<byte> payload, int version, IbTickDecoder ticks)
    {
        if (ticks.Decode(payload, default, out _) != IbTickOutcome.NotATick) return;
        var r = new IbFieldReader(payload);
        var id = r.ReadInt();
        if (!TryMarketData(ref r, id, version) && !TryReference(ref r, id, version)) TryAccount(ref r, id, version);
    }

    private static bool TryMarketData(ref IbFieldReader r, int id, int version)
    {
        switch (id)
        {
            case IbAnswer.TickGeneric: IbTickGeneric.Read(ref r); break;
            case IbAnswer.TickOptionComputation: IbTickOption.Read(ref r); break;
            case IbAnswer.TickEfp: IbTickEfp.Read(ref r); break;
            case IbAnswer.TickReqParams: IbTickParameters.Read(ref r); break;
            case IbAnswer.TickSnapshotEnd: IbTickSnapshotEnd.Read(ref r); break;
            case IbAnswer.MarketDataType: IbMarketDataType.Read(ref r); break;
            case IbAnswer.MarketDepth or IbAnswer.MarketDepthL2: IbDepthUpdate.Read(ref r, id); break;
            case IbAnswer.HistoricalData: IbHistoryDecoder.Bars(ref r, version); break;
            case IbAnswer.HistoricalDataEnd: IbHistoryDecoder.End(ref r); break;
            case IbAnswer.HistoricalDataUpdate: IbHistoryDecoder.Update(ref r); break;
            case IbAnswer.RealTimeBar: IbHistoryDecoder.RealTimeBar(ref r); break;
            case IbAnswer.HeadTimestamp: IbHistoryDecoder.HeadTimestamp(ref r); break;
            case IbAnswer.HistoricalTicks or IbAnswer.HistoricalTicksBidAsk or IbAnswer.HistoricalTicksLast:
                IbHistoryDecoder.Ticks(ref r, id);
                break;
            case IbAnswer.HistoricalSchedule: IbSchedule.Read(ref r); break;
            case IbAnswer.Histogram: IbHistogram.Read(ref r); break;
            default: return false;
        }

        return true;
    }

    private static bool TryReference(ref IbFieldReader r, int id, int version)
    {
        switch (id)
        {
            case IbAnswer.Error: IbSystemDecoder.Error(ref r, version); break;
            case IbAnswer.NextValidId: IbSystemDecoder.NextValidId(ref r); break;
            case IbAnswer.ManagedAccounts: IbSystemDecoder.ManagedAccounts(ref r); break;
            case IbAnswer.CurrentTime: IbSystemDecoder.CurrentTime(ref r); break;
            case IbAnswer.CurrentTimeInMillis: IbSystemDecoder.CurrentTimeMilliseconds(ref r); break;
            case IbAnswer.UserInfo: IbSystemDecoder.UserInfo(ref r); break;
            case IbAnswer.ContractDetails: IbContractDecoder.Details(ref r, version); break;
            case IbAnswer.BondContractDetails: IbContractDecoder.Bond(ref r, version); break;
            case IbAnswer.ContractDetailsEnd: IbContractDecoder.DetailsEnd(ref r); break;
            case IbAnswer.SymbolSamples: IbContractDecoder.SymbolSamples(ref r); break;
            case IbAnswer.MarketRule: IbContractDecoder.MarketRule(ref r); break;
            case IbAnswer.OptionChain: IbOptionChain.Read(ref r); break;
            case IbAnswer.OptionChainEnd: IbOptionChain.ReadEnd(ref r); break;
            case IbAnswer.MarketDepthExchanges: IbExchangeDecoder.DepthExchanges(ref r); break;
            case IbAnswer.SmartComponents: IbExchangeDecoder.SmartComponents(ref r); break;
            case IbAnswer.RerouteMarketData or IbAnswer.RerouteMarketDepth: IbReroute.Read(ref r); break;
            case IbAnswer.TickNews: IbNewsDecoder.Tick(ref r); break;
            case IbAnswer.NewsBulletin: IbNewsDecoder.Bulletin(ref r); break;
            case IbAnswer.NewsProviders: IbNewsDecoder.Providers(ref r); break;
            case IbAnswer.NewsArticle: IbNewsDecoder.Article(ref r); break;
            case IbAnswer.HistoricalNews: IbNewsDecoder.Headline(ref r); break;
            case IbAnswer.HistoricalNewsEnd: IbNewsDecoder.HeadlinesEnd(ref r); break;
            case IbAnswer.FamilyCodes: IbProfileDecoder.FamilyCodes(ref r); break;
            case IbAnswer.SoftDollarTiers: IbProfileDecoder.SoftDollarTiers(ref r); break;
            default: return false;
        }

        return true;
    }

    private static void TryAccount(ref IbFieldReader r, int id, int version)
    {
        switch (id)
        {
            case IbAnswer.OrderStatus: IbOrderStatus.Read(ref r); break;
            case IbAnswer.OpenOrder: IbOpenOrder.Read(ref r, version); break;
            case IbAnswer.CompletedOrder: IbCompletedOrder.Read(ref r, version); break;
            case IbAnswer.OrderBound: IbOrderBound.Read(ref r); break;
            case IbAnswer.DeltaNeutralValidation: IbDeltaNeutralValidation.Read(ref r); break;
            case IbAnswer.ExecutionDetails: IbExecutionDecoder.Execution(ref r, version); break;
            case IbAnswer.ExecutionDetailsEnd: IbExecutionDecoder.End(ref r); break;
            case IbAnswer.CommissionReport: IbExecutionDecoder.Commission(ref r); break;
            case IbAnswer.AccountValue: IbAccountDecoder.Value(ref r); break;
            case IbAnswer.PortfolioValue: IbAccountDecoder.Portfolio(ref r); break;
            case IbAnswer.AccountUpdateTime: IbAccountDecoder.UpdateTime(ref r); break;
            case IbAnswer.AccountDownloadEnd: IbAccountDecoder.DownloadEnd(ref r); break;
            case IbAnswer.AccountSummary: IbAccountDecoder.Summary(ref r); break;
            case IbAnswer.AccountUpdateMulti: IbAccountDecoder.UpdateMulti(ref r); break;
            case IbAnswer.AccountSummaryEnd or IbAnswer.AccountUpdateMultiEnd: IbAccountDecoder.End(ref r); break;
            case IbAnswer.Position: IbPositionDecoder.Position(ref r); break;
            case IbAnswer.PositionMulti: IbPositionDecoder.PositionMulti(ref r); break;
            case IbAnswer.PositionMultiEnd: IbPositionDecoder.MultiEnd(ref r); break;
            case IbAnswer.PnL: IbPositionDecoder.PnL(ref r); break;
            case IbAnswer.PnLSingle: IbPositionDecoder.PnLSingle(ref r); break;
        }
    }
}

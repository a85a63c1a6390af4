using System.Text.Json.Nodes;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class AnswerVectorTests
{
    /// <summary>What a market-data client decodes.</summary>
    private static readonly string[] Covered =
    [
        "bondContractDetails", "contractDetails", "contractDetailsEnd", "currentTime", "currentTimeInMillis", "error", "handshake",
        "headTimestamp", "historicalData", "historicalDataEnd", "historicalDataUpdate", "historicalTicks", "historicalTicksBidAsk",
        "historicalTicksLast", "managedAccounts", "marketDataType", "marketRule", "nextValidId", "realtimeBar", "symbolSamples", "tickByTick",
        "tickEFP", "tickGeneric", "tickOptionComputation", "tickPrice", "tickReqParams", "tickSize", "tickSnapshotEnd", "tickString",
    ];

    /// <summary>Orders, accounts, depth, news and the like: this client has no use for them and skips the frames.</summary>
    private static readonly string[] NotForMarketData =
    [
        "accountDownloadEnd", "accountSummary", "accountSummaryEnd", "accountUpdateMulti", "accountUpdateMultiEnd", "commissionReport",
        "completedOrder", "completedOrdersEnd", "execDetails", "execDetailsEnd", "historicalSchedule", "mktDepthExchanges", "openOrder",
        "openOrderEnd", "orderBound", "orderStatus", "pnl", "pnlSingle", "position", "positionEnd", "positionMulti", "positionMultiEnd",
        "rerouteMktDataReq", "rerouteMktDepthReq", "secDefOptParams", "secDefOptParamsEnd", "smartComponents", "tickNews",
        "updateAccountTime", "updateAccountValue", "updateMktDepth", "updateMktDepthL2", "updateNewsBulletin", "updatePortfolio", "userInfo",
    ];

    [Fact]
    public void Every_answer_decodes_to_what_the_reference_decoder_reports()
    {
        var exercised = new HashSet<string>();
        foreach (var vector in Answers().Where(v => Covered.Contains(v.Kind)))
        {
            exercised.Add(vector.Kind);
            var expected = vector.Meaning["events"] is JsonArray several ? several : [vector.Meaning.DeepClone()];
            var actual = new JsonArray([.. ResponseEvents.Decode(vector.Kind, vector.Payload, vector.ServerVersion)]);
            Assert.Null(JsonMatch.Difference(expected, actual, vector.Name));
        }

        Assert.Equal(Covered.Order(), exercised.Order());
    }

    [Fact]
    public void Every_kind_of_answer_in_the_file_is_decoded_or_listed_as_not_ours() =>
        Assert.Equal([], Answers().Select(v => v.Kind).Distinct().Except(Covered).Except(NotForMarketData).Except(["framing"]));

    private static IEnumerable<Vector> Answers() => Vector.LoadAll().Where(v => v.Direction == "response");
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>A question of the recording: known by its bytes alone. Its answer goes into the book.</summary>
internal sealed class RecordedQuery(int messageId, ReadOnlyMemory<byte> payload, RecordedAnswers book) : IbQuery(TimeSpan.MaxValue)
{
    private readonly List<object> _messages = [];
    private bool _isOver;

    public override IbFarm Farm => messageId is IbRequest.HistoricalData or IbRequest.HistoricalTicks or IbRequest.HeadTimestamp
        ? IbFarm.History : IbFarm.Definitions;

    public override bool IsOver => _isOver;

    /// <summary>Which messages ask a question with one answer.</summary>
    public static bool IsQuestion(int messageId) => messageId is IbRequest.ContractDetails or IbRequest.HistoricalData or IbRequest.HistoricalTicks
        or IbRequest.HeadTimestamp or IbRequest.MatchingSymbols or IbRequest.SecDefOptParams or IbRequest.MarketRule;

    public override void Write(IbFrameWriter writer) => writer.BeginRaw()
        .Raw(Encoding.UTF8.GetBytes(RecordedAnswers.WithId(messageId, payload.Span, RequestId.ToString(CultureInfo.InvariantCulture)))).End();

    public override bool Accept(object message)
    {
        _messages.Add(message);
        _isOver = message is ContractQuery.ContractsEnd or OptionChainQuery.End or IbHistoricalEnd or IbHistoricalTicks { IsDone: true } or string
            or ImmutableArray<IbSymbolSample>;
        if (_isOver) book.Add(messageId, payload.Span, _messages, null);
        return true;
    }

    public override void Fail(Exception reason)
    {
        _isOver = true;
        if (reason is FeedRequestException refusal) book.Add(messageId, payload.Span, _messages, refusal);
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

internal sealed partial class ClientSession
{
    private const int NoDefinition = 200;

    private static readonly (string, string, string, string, string)[] DepthExchanges =
    [
        ("ISLAND", "STK", "NASDAQ", "Deep2", "1"),
        ("NYSE", "STK", "NYSE", "Deep", "2"),
        ("ARCA", "STK", "NYSE", "Deep", "2"),
        ("CME", "FUT", "CME", "Deep", "2147483647"),
        ("IDEALPRO", "CASH", "IDEALPRO", "Deep", "4"),
    ];

    private int _marketDataType = 1;

    private async ValueTask HandleAsync(GatewayRequest request, CancellationToken ct)
    {
        switch (request)
        {
            case StartApiRequest:
                break;   // a second one is ignored
            case ContractDetailsRequest details:
                SendContractDetails(details);
                break;
            case MarketDataRequest data:
                StartMarketData(data);
                break;
            case TickByTickRequest ticks:
                StartTickByTick(ticks);
                break;
            case RealTimeBarsRequest bars:
                StartRealTimeBars(bars);
                break;
            case HistoricalDataRequest bars:
                await QueueBarsAsync(bars, ct);
                break;
            case HistoricalTicksRequest ticks:
                await QueueTicksAsync(ticks, ct);
                break;
            case HeadTimestampRequest head:
                SendHeadTimestamp(head);
                break;
            case CancelRequest cancel:
                Cancel(cancel);
                break;
            case MarketDataTypeRequest type:
                if (type.Type is < 1 or > 4)
                    throw Invalid(-1, $"Error validating request reqMarketDataType: expected 1 to 4, found {type.Type}.");
                _marketDataType = type.Type;
                break;
            case PlainRequest plain:
                AnswerPlain(plain.MessageId);
                break;
            case IdsRequest:
                Send(to => AnswerEncoder.NextValidId(to, _options.FirstOrderId));
                break;
            case MatchingSymbolsRequest matching:
                SendMatchingSymbols(matching);
                break;
            case MarketRuleRequest rule:
                if (!MarketRules.TryFind(rule.RuleId, out var increments))
                    throw Invalid(-1, $"Error validating request reqMarketRule: unknown market rule {rule.RuleId}.");
                Send(to => AnswerEncoder.MarketRule(to, rule.RuleId, increments));
                break;
            case UserInfoRequest user:
                Send(to => AnswerEncoder.UserInfo(to, user.RequestId, ""));
                break;
            default:
                throw new InvalidOperationException($"No answer to {request.GetType().Name}.");
        }
    }

    private void AnswerPlain(int messageId)
    {
        var now = _market.Clock.Now.Value;
        switch (messageId)
        {
            case IbRequest.CurrentTime:
                Send(to => AnswerEncoder.CurrentTime(to, now / UnixNanos.PerSecond));
                break;
            case IbRequest.CurrentTimeInMillis:
                Send(to => AnswerEncoder.CurrentTimeInMillis(to, now / UnixNanos.PerMillisecond));
                break;
            case IbRequest.ManagedAccounts:
                Send(to => AnswerEncoder.ManagedAccounts(to, _options.Account));
                break;
            default:
                Send(static to => AnswerEncoder.MarketDepthExchanges(to, DepthExchanges));
                break;
        }
    }

    private void SendContractDetails(ContractDetailsRequest request)
    {
        var found = _market.Contracts.Find(request.Contract, request.SecIdType, request.SecId);
        if (found.IsEmpty) throw NotFound(request.RequestId);
        var today = _market.Clock.Today;
        Send(to =>
        {
            foreach (var contract in found)
            {
                var calendar = _market.CalendarOf(contract);
                var exchange = request.Contract.Exchange.Length > 0 ? request.Contract.Exchange : contract.Exchange;
                var (trading, liquid) = (calendar.HoursText(today, liquidOnly: false), calendar.HoursText(today, liquidOnly: true));
                if (contract.Bond is null)
                    AnswerEncoder.ContractDetails(to, _version, request.RequestId, contract, exchange, trading, liquid);
                else
                    AnswerEncoder.BondContractDetails(to, _version, request.RequestId, contract, exchange, trading, liquid);
            }

            AnswerEncoder.ContractDetailsEnd(to, request.RequestId);
        });
    }

    private void SendMatchingSymbols(MatchingSymbolsRequest request)
    {
        var samples = _market.Contracts.Search(request.Pattern)
            .Select(c => new SymbolSample(
                c.ConId, c.Symbol, c.SecType, c.PrimaryExchange.Length > 0 ? c.PrimaryExchange : c.Exchange, c.Currency, Derivatives(c), c.LongName, ""))
            .ToImmutableArray();
        Send(to => AnswerEncoder.SymbolSamples(to, request.RequestId, samples));
    }

    private ImmutableArray<string> Derivatives(SimulatedContract contract) =>
        [.. _market.Contracts.All.Where(c => c.UnderConId == contract.ConId).Select(static c => c.SecType).Distinct()];

    /// <summary>The one contract that a data request means.</summary>
    /// <exception cref="RequestFormatException">200: none or several.</exception>
    private SimulatedContract Resolve(int requestId, ContractQuery query)
    {
        var found = _market.Contracts.Find(query);
        if (found.IsEmpty) throw NotFound(requestId);
        return found.Length == 1
            ? found[0]
            : throw new RequestFormatException(NoDefinition, requestId, $"The contract description specified for {query.Symbol} is ambiguous.");
    }

    private void Send(Action<IbFrameWriter> write)
    {
        using var append = _output.Append();
        write(append.Frames);
    }

    private static RequestFormatException NotFound(int requestId) =>
        new(NoDefinition, requestId, "No security definition has been found for the request");

    private static RequestFormatException Invalid(int requestId, string text) => new(RequestFormatException.NotValid, requestId, text);
}

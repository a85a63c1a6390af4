using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.SimulatedGateway.Tape;
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

    private static readonly (int Bit, string Exchange, string Letter)[] SmartExchanges =
    [
        (0, "AMEX", "A"), (1, "ARCA", "P"), (2, "BATS", "Z"), (3, "IEX", "V"), (4, "ISLAND", "Q"), (5, "NYSE", "N"),
    ];

    private int _marketDataType = 1;
    private volatile bool _wantsBulletins;

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
                lock (_streamGate) StartMarketData(data);
                break;
            case MarketDepthRequest depth:
                lock (_streamGate) StartDepth(depth);
                break;
            case TickByTickRequest ticks:
                lock (_streamGate) StartTickByTick(ticks);
                break;
            case RealTimeBarsRequest bars:
                lock (_streamGate) StartRealTimeBars(bars);
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
                if (IsOfAccount(cancel.MessageId)) CancelAccountRequest(cancel.MessageId, cancel.RequestId);
                else lock (_streamGate) Cancel(cancel);
                break;
            case MarketDataTypeRequest type:
                if (type.Type is < 1 or > 4)
                    throw Invalid(-1, $"Error validating request reqMarketDataType: expected 1 to 4, found {type.Type}.");
                _marketDataType = type.Type;
                break;
            case PlainRequest plain:
                AnswerPlain(plain.MessageId);
                break;
            case OptionChainRequest chain:
                SendOptionChain(chain);
                break;
            case SmartComponentsRequest smart:
                Send(to => AnswerEncoder.SmartComponents(to, smart.RequestId, SmartExchanges));
                break;
            case OptionCalculationRequest calculation:
                SendOptionCalculation(calculation);
                break;
            case HistogramRequest histogram:
                SendHistogram(histogram);
                break;
            case IdOnlyRequest tiers:
                Send(to => AnswerEncoder.NoSoftDollarTiers(to, tiers.RequestId));
                break;
            case NewsBulletinsRequest:
                _wantsBulletins = true;
                break;
            case LogLevelRequest:
                break;   // it has one level
            case IdsRequest:
                SendNextValidId();
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
                HandleAccount(request);
                break;
        }
    }

    private void HandleAccount(GatewayRequest request)
    {
        switch (request)
        {
            case PlaceOrderRequest place:
                Place(place);
                break;
            case CancelOrderRequest cancel:
                _server.Desk.Do((broker, now) => broker.Cancel(ClientId, cancel.OrderId, _knowsOrders, now));
                break;
            case GlobalCancelRequest:
                _server.Desk.Do(static (broker, now) => broker.CancelAll(now));
                break;
            case AutoOpenOrdersRequest auto:
                if (ClientId != 0) throw Invalid(-1, "Error validating request reqAutoOpenOrders: only client 0 can bind orders.");
                _server.Desk.Do((broker, _) => broker.BindManualOrders(auto.AutoBind));
                SendOpenOrders(static o => o.ClientId == 0);
                break;
            case CompletedOrdersRequest completed:
                SendCompletedOrders(completed);
                break;
            case ExecutionsRequest executions:
                SendExecutions(executions);
                break;
            case AccountUpdatesRequest updates:
                SetAccountUpdates(updates);
                break;
            case AccountSummaryRequest summary:
                StartSummary(summary);
                break;
            case PositionsMultiRequest positions:
                StartPositionsMulti(positions);
                break;
            case AccountUpdatesMultiRequest multi:
                StartAccountMulti(multi);
                break;
            case PnLRequest profit:
                StartPnL(profit);
                break;
            case PnLSingleRequest profit:
                StartPnLSingle(profit);
                break;
            default:
                throw new InvalidOperationException($"No answer to {request.GetType().Name}.");
        }
    }

    private void AnswerPlain(int messageId)
    {
        var now = _market.Clock.Now.Value;
        if (_context.Holds(FaultCatalog.ClockSkew, out var skew)) now += skew.Int("offset") * UnixNanos.PerSecond;
        switch (messageId)
        {
            case IbRequest.CurrentTime:
                Send(to => AnswerEncoder.CurrentTime(to, now / UnixNanos.PerSecond));
                break;
            case IbRequest.CurrentTimeInMillis:
                Send(to => AnswerEncoder.CurrentTimeInMillis(to, now / UnixNanos.PerMillisecond));
                break;
            case IbRequest.OpenOrders:
                SendOpenOrders(o => o.ClientId == ClientId);
                break;
            case IbRequest.AllOpenOrders:
                SendOpenOrders(static _ => true);
                break;
            case IbRequest.Positions:
                StartPositions();
                break;
            case IbRequest.CancelPositions:
                StopPositions();
                break;
            case IbRequest.CancelNewsBulletins:
                _wantsBulletins = false;
                break;
            case IbRequest.FamilyCodes:
                Send(to => AnswerEncoder.FamilyCodes(to, _options.Account.Split(',')));
                break;
            case IbRequest.NewsProviders:
                Send(AnswerEncoder.NoNewsProviders);
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
        if (!_server.Health.HasDefinitions)
            throw new RequestFormatException(RequestFailed, request.RequestId, "Error processing request:Sec-def data farm connection is broken");
        var found = _market.Contracts.Find(request.Contract, request.SecIdType, request.SecId);
        if (found.IsEmpty) throw NotFound(request.RequestId);
        var today = _market.Clock.Today;
        Send(to =>
        {
            foreach (var contract in found.Select(Named))
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

    private void SendOptionChain(OptionChainRequest request)
    {
        var options = _market.Contracts.All.Where(c => c.SecType is "OPT" or "FOP" && c.UnderConId == request.UnderlyingConId).ToList();
        if (!_market.Contracts.All.Any(c => c.ConId == request.UnderlyingConId)) throw NotFound(request.RequestId);
        Send(to =>
        {
            foreach (var exchange in options.SelectMany(static o => o.ValidExchanges).Distinct())
            {
                if (request.FutFopExchange.Length > 0 && request.FutFopExchange != exchange) continue;
                foreach (var group in options.Where(o => o.ValidExchanges.Contains(exchange)).GroupBy(static o => (o.TradingClass, o.Multiplier)))
                    AnswerEncoder.OptionChain(
                        to, request.RequestId, exchange, request.UnderlyingConId, group.Key.TradingClass, group.Key.Multiplier,
                        [.. group.Select(static o => o.LastTradeDate).Distinct().Order(StringComparer.Ordinal)],
                        [.. group.Select(static o => o.Strike).Distinct().OrderBy(static k => decimal.Parse(k, CultureInfo.InvariantCulture))]);
            }

            AnswerEncoder.OptionChainEnd(to, request.RequestId);
        });
    }

    /// <summary>A price from a volatility or the other way round, by the model that prices the tape's options.</summary>
    private void SendOptionCalculation(OptionCalculationRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (contract.SecType != "OPT") throw Invalid(request.RequestId, "Error validating request: only options can be calculated.");
        var model = OptionModel.Of(contract, _market.Clock.Today);
        var (under, input) = ((double)request.UnderlyingPrice, (double)request.Input);
        var figures = request.MessageId == IbRequest.CalculateOptionPrice ? model.At(under, input) : model.At(under, model.VolatilityOf(under, input));
        Send(to => AnswerEncoder.OptionComputation(to, request.RequestId, 53, 1, figures));
    }

    /// <summary>Traded volume by price of a period, from the tape's minutes.</summary>
    private void SendHistogram(HistogramRequest request)
    {
        var contract = Resolve(request.RequestId, request.Contract);
        if (!contract.HasTrades || _market.HistoryOf(contract) is not { } history) throw NoData(request.RequestId, contract, "TRADES");
        var parts = request.Period.Split(' ');
        if (parts.Length != 2 || !Duration.TryParse($"{parts[0]} {char.ToUpperInvariant(parts[1].FirstOrDefault('?'))}", out var duration))
            throw Invalid(request.RequestId, $"Error validating request reqHistogramData: period '{request.Period}'.");
        var now = _market.Clock.NowSeconds;
        var volumes = new SortedDictionary<long, long>();
        for (var minute = Math.Max(duration.StartFrom(now, _market.CalendarOf(contract)), now - 7 * 86_400) / 60 * 60; minute < now; minute += 60)
        {
            var bar = history.ReadBar(minute, Math.Min(minute + 60, now), BarBasis.Trades, request.UseRth);
            if (!bar.IsEmpty) volumes[bar.Close] = volumes.GetValueOrDefault(bar.Close) + bar.Volume;
        }

        Send(to => new TickEncoder(contract).Histogram(to, request.RequestId, volumes));
    }

    private static bool IsOfAccount(int messageId) => messageId is IbRequest.CancelAccountSummary or IbRequest.CancelPositionsMulti
        or IbRequest.CancelAccountUpdatesMulti or IbRequest.CancelPnL or IbRequest.CancelPnLSingle;

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

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>
/// Reads requests strictly: every layout of ib-tws-protocol.md 8 that the gateway answers, with exactly its fields. Unset numbers may have any
/// spelling of 2.3.
/// </summary>
public static class RequestParser
{
    private const int CancelWithoutVerVersion = 192;
    private const int MillisVersion = 197;
    private const int ExecutionDaysVersion = 200;

    /// <param name="payload">Without the length.</param>
    /// <exception cref="RequestFormatException">320: wrong fields. 321: a request that this gateway does not know or support.</exception>
    public static GatewayRequest Parse(ReadOnlySpan<byte> payload, int serverVersion)
    {
        if (payload[^1] != 0)
            throw new RequestFormatException(RequestFormatException.CannotRead, -1, "Error reading request: the last field does not end with a NUL.");
        var fields = new IbFieldReader(payload);
        int id;
        try
        {
            id = fields.ReadInt(-1);
        }
        catch (WireFormatException e)
        {
            throw new RequestFormatException(RequestFormatException.CannotRead, -1, $"Error reading request: {e.Message}");
        }

        if (!RequestNames.TryFind(id, out var known) || (id == IbRequest.CurrentTimeInMillis && serverVersion < MillisVersion))
            throw new RequestFormatException(RequestFormatException.NotValid, -1, $"Error validating request: unknown message id {id}.");
        var idField = id == IbRequest.CancelOrder && serverVersion < CancelWithoutVerVersion ? known.IdField + 1 : known.IdField;
        GatewayRequest? request;
        try
        {
            request = Read(id, ref fields, serverVersion);
            if (request is not null && !fields.IsAtEnd)
                throw new WireFormatException($"Expected {fields.Index} fields, found {CountFields(payload)}.");
        }
        catch (WireFormatException e)
        {
            throw new RequestFormatException(
                RequestFormatException.CannotRead, IdOf(payload, idField), $"Error reading request {known.Name}: {e.Message}");
        }

        return request
            ?? throw new RequestFormatException(
                RequestFormatException.NotValid, IdOf(payload, idField), $"Error validating request: {known.Name} is not supported.");
    }

    private static GatewayRequest? Read(int id, ref IbFieldReader fields, int version)
    {
        switch (id)
        {
            case IbRequest.StartApi:
                fields.Skip();
                return new StartApiRequest(id, fields.ReadInt(), fields.ReadString());
            case IbRequest.ContractDetails:
                fields.Skip();
                return new ContractDetailsRequest(
                    id, fields.ReadInt(), Contract(ref fields), fields.ReadBool(), fields.ReadString(), fields.ReadString(), fields.ReadString());
            case IbRequest.MarketData:
                fields.Skip();
                return MarketData(id, ref fields);
            case IbRequest.CancelMarketData or IbRequest.CancelHistoricalData or IbRequest.CancelRealTimeBars:
                fields.Skip();
                return new CancelRequest(id, fields.ReadInt());
            case IbRequest.CancelTickByTick or IbRequest.CancelHeadTimestamp:
                return new CancelRequest(id, fields.ReadInt());
            case IbRequest.MarketDepth:
                fields.Skip();
                return new MarketDepthRequest(
                    id, fields.ReadInt(), Contract(ref fields), fields.ReadInt(), fields.ReadBool(), fields.ReadString());
            case IbRequest.CancelMarketDepth:
                fields.Skip();
                var depthId = fields.ReadInt();
                fields.Skip();
                return new CancelRequest(id, depthId);
            case IbRequest.MarketDataType:
                fields.Skip();
                return new MarketDataTypeRequest(id, fields.ReadInt());
            case IbRequest.TickByTick:
                return new TickByTickRequest(
                    id, fields.ReadInt(), Contract(ref fields), fields.ReadString(), fields.ReadInt(), fields.ReadBool());
            case IbRequest.HistoricalData:
                return HistoricalData(id, ref fields);
            case IbRequest.HeadTimestamp:
                return new HeadTimestampRequest(
                    id, fields.ReadInt(), Contract(ref fields), fields.ReadBool(), fields.ReadBool(), fields.ReadString(), fields.ReadInt(1));
            case IbRequest.HistoricalTicks:
                return new HistoricalTicksRequest(
                    id, fields.ReadInt(), Contract(ref fields), fields.ReadBool(), fields.ReadString(), fields.ReadString(), fields.ReadInt(),
                    fields.ReadString(), fields.ReadBool(), fields.ReadBool(), fields.ReadString());
            case IbRequest.RealTimeBars:
                fields.Skip();
                return new RealTimeBarsRequest(
                    id, fields.ReadInt(), Contract(ref fields), fields.ReadInt(), fields.ReadString(), fields.ReadBool(), fields.ReadString());
            case IbRequest.CurrentTime or IbRequest.ManagedAccounts or IbRequest.OpenOrders or IbRequest.AllOpenOrders or IbRequest.Positions
                or IbRequest.CancelPositions or IbRequest.FamilyCodes or IbRequest.CancelNewsBulletins:
                fields.Skip();
                return new PlainRequest(id);
            case IbRequest.CurrentTimeInMillis or IbRequest.MarketDepthExchanges or IbRequest.NewsProviders:
                return new PlainRequest(id);
            case IbRequest.Ids:
                fields.Skip();
                return new IdsRequest(id, fields.ReadInt());
            case IbRequest.MatchingSymbols:
                return new MatchingSymbolsRequest(id, fields.ReadInt(), fields.ReadString());
            case IbRequest.MarketRule:
                return new MarketRuleRequest(id, fields.ReadInt());
            case IbRequest.UserInfo:
                return new UserInfoRequest(id, fields.ReadInt());
            default:
                return ReadOfAccount(id, ref fields, version);
        }
    }

    private static GatewayRequest? ReadOfAccount(int id, ref IbFieldReader fields, int version)
    {
        switch (id)
        {
            case IbRequest.PlaceOrder:
                return OrderParser.Place(id, ref fields, version);
            case IbRequest.CancelOrder:
                return OrderParser.Cancel(id, ref fields, version);
            case IbRequest.GlobalCancel:
                return OrderParser.GlobalCancel(id, ref fields, version);
            case IbRequest.AutoOpenOrders:
                fields.Skip();
                return new AutoOpenOrdersRequest(id, fields.ReadBool());
            case IbRequest.CompletedOrders:
                return new CompletedOrdersRequest(id, fields.ReadBool());
            case IbRequest.Executions:
                return Executions(id, ref fields, version);
            case IbRequest.AccountUpdates:
                fields.Skip();
                return new AccountUpdatesRequest(id, fields.ReadBool(), fields.ReadString());
            case IbRequest.AccountSummary:
                fields.Skip();
                return new AccountSummaryRequest(id, fields.ReadInt(), fields.ReadString(), fields.ReadString());
            case IbRequest.CancelAccountSummary or IbRequest.CancelPositionsMulti or IbRequest.CancelAccountUpdatesMulti
                or IbRequest.CancelImpliedVolatility or IbRequest.CancelOptionPrice:
                fields.Skip();
                return new CancelRequest(id, fields.ReadInt());
            case IbRequest.CancelPnL or IbRequest.CancelPnLSingle or IbRequest.CancelHistogram:
                return new CancelRequest(id, fields.ReadInt());
            case IbRequest.PositionsMulti:
                fields.Skip();
                return new PositionsMultiRequest(id, fields.ReadInt(), fields.ReadString(), fields.ReadString());
            case IbRequest.AccountUpdatesMulti:
                fields.Skip();
                return new AccountUpdatesMultiRequest(id, fields.ReadInt(), fields.ReadString(), fields.ReadString(), fields.ReadBool());
            case IbRequest.PnL:
                return new PnLRequest(id, fields.ReadInt(), fields.ReadString(), fields.ReadString());
            case IbRequest.PnLSingle:
                return new PnLSingleRequest(id, fields.ReadInt(), fields.ReadString(), fields.ReadString(), fields.ReadInt());
            case IbRequest.SecDefOptParams:
                return new OptionChainRequest(id, fields.ReadInt(), fields.ReadString(), fields.ReadString(), fields.ReadString(), fields.ReadInt());
            case IbRequest.SmartComponents:
                return new SmartComponentsRequest(id, fields.ReadInt(), fields.ReadString());
            case IbRequest.NewsBulletins:
                fields.Skip();
                return new NewsBulletinsRequest(id, fields.ReadBool());
            case IbRequest.ServerLogLevel:
                fields.Skip();
                return new LogLevelRequest(id, fields.ReadInt());
            case IbRequest.SoftDollarTiers:
                return new IdOnlyRequest(id, fields.ReadInt());
            case IbRequest.CalculateImpliedVolatility or IbRequest.CalculateOptionPrice:
                fields.Skip();
                var calculation = new OptionCalculationRequest(
                    id, fields.ReadInt(), Contract(ref fields), OrderParser.Number(ref fields) ?? 0, OrderParser.Number(ref fields) ?? 0);
                fields.Skip();
                return calculation;
            case IbRequest.Histogram:
                return new HistogramRequest(id, fields.ReadInt(), Contract(ref fields), fields.ReadBool(), fields.ReadString());
            default:
                return null;
        }
    }

    private static ExecutionsRequest Executions(int id, ref IbFieldReader fields, int version)
    {
        fields.Skip();
        var request = new ExecutionsRequest(
            id, fields.ReadInt(), fields.ReadInt(), fields.ReadString(), fields.ReadString(), fields.ReadString(), fields.ReadString(),
            fields.ReadString(), fields.ReadString(), LastDays: null, []);
        if (version < ExecutionDaysVersion) return request;
        var days = OrderParser.Whole(ref fields);
        var dates = ImmutableArray.CreateBuilder<string>();
        for (var left = fields.ReadInt(); left > 0; left--) dates.Add(fields.ReadString());
        return request with { LastDays = days, Dates = dates.ToImmutable() };
    }

    private static MarketDataRequest MarketData(int id, ref IbFieldReader fields)
    {
        var requestId = fields.ReadInt();
        var contract = Contract(ref fields);
        var legs = contract.SecType == "BAG" ? Legs(ref fields) : [];
        if (fields.ReadBool()) fields.Skip(3);
        return new MarketDataRequest(
            id, requestId, contract, legs, fields.ReadString(), fields.ReadBool(), fields.ReadBool(), fields.ReadString());
    }

    private static HistoricalDataRequest HistoricalData(int id, ref IbFieldReader fields)
    {
        var requestId = fields.ReadInt();
        var contract = Contract(ref fields);
        var includeExpired = fields.ReadBool();
        var (end, barSize, duration) = (fields.ReadString(), fields.ReadString(), fields.ReadString());
        var (useRth, whatToShow, formatDate) = (fields.ReadBool(), fields.ReadString(), fields.ReadInt(1));
        if (contract.SecType == "BAG") Legs(ref fields);
        return new HistoricalDataRequest(
            id, requestId, contract, includeExpired, end, barSize, duration, useRth, whatToShow, formatDate, fields.ReadBool(), fields.ReadString());
    }

    private static ImmutableArray<ComboLeg> Legs(ref IbFieldReader fields)
    {
        var legs = ImmutableArray.CreateBuilder<ComboLeg>();
        for (var left = fields.ReadInt(); left > 0; left--)
            legs.Add(new ComboLeg(fields.ReadInt(), fields.ReadInt(), fields.ReadString(), fields.ReadString()));
        return legs.ToImmutable();
    }

    internal static ContractQuery Contract(ref IbFieldReader fields) => new()
    {
        ConId = fields.ReadInt(),
        Symbol = fields.ReadString(),
        SecType = fields.ReadString(),
        LastTradeDateOrContractMonth = fields.ReadString(),
        Strike = Strike(ref fields),
        Right = fields.ReadString() switch { "CALL" => "C", "PUT" => "P", "?" or "0" => "", var right => right },
        Multiplier = fields.ReadString(),
        Exchange = fields.ReadString(),
        PrimaryExchange = fields.ReadString(),
        Currency = fields.ReadString(),
        LocalSymbol = fields.ReadString(),
        TradingClass = fields.ReadString(),
    };

    private static decimal Strike(ref IbFieldReader fields)
    {
        var field = fields.ReadSpan();
        if (IbFieldReader.IsUnsetDecimal(field)) return 0;
        if (!decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var strike))
            WireFormatException.Throw($"Expected a strike in field {fields.Index - 1}, found '{Encoding.UTF8.GetString(field)}'.");
        return strike;
    }

    private static int CountFields(ReadOnlySpan<byte> payload) => payload.Count((byte)0);

    private static long IdOf(ReadOnlySpan<byte> payload, int field)
    {
        if (field == 0 || CountFields(payload) <= field) return -1;
        var fields = new IbFieldReader(payload);
        fields.Skip(field);
        return long.TryParse(fields.ReadSpan(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : -1;
    }
}

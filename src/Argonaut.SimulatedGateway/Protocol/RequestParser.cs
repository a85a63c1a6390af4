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
            request = Read(id, ref fields);
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

    private static GatewayRequest? Read(int id, ref IbFieldReader fields)
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
            case IbRequest.CurrentTime or IbRequest.ManagedAccounts:
                fields.Skip();
                return new PlainRequest(id);
            case IbRequest.CurrentTimeInMillis or IbRequest.MarketDepthExchanges:
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
                return null;
        }
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

    private static ContractQuery Contract(ref IbFieldReader fields) => new()
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

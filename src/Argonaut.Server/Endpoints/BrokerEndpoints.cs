using System.Globalization;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Trading.Accounts;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Orders, fills and positions at the broker, those of other clients included: to look at, not to trade with.</summary>
internal sealed class BrokerEndpoints(ServerContext server)
{
    private const string Area = "Broker";

    private static readonly Parameter External = new("external", ParameterPlace.Query, ParameterKind.Flag, "Only what others made (`true`), or only what we did (`false`).");

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/orders", "list_orders", Area, "List orders at the broker", ListOrdersAsync)
        {
            Description = "Orders of the account that work now or ended since the start, whoever placed them. `as_of` is when the broker listed them last.",
            Parameters =
            [
                External,
                new Parameter("working", ParameterPlace.Query, ParameterKind.Flag, "Only orders that can still fill (`true`), or only those that ended (`false`)."),
                ListPage.Limit, ListPage.Cursor,
            ],
            Answers = [new ApiAnswer(200, typeof(Page<OrderItem>), "By the broker's id.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/fills", "list_fills", Area, "List fills at the broker", ListFillsAsync)
        {
            Description = "What the broker keeps of the day. A combo has a fill of its own and one for each of its legs, which the positions count.",
            Parameters = [External, ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<FillItem>), "By time.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/positions", "list_positions", Area, "List positions at the broker", ListPositionsAsync)
        {
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<PositionItem>), "By account and contract.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
    ];

    private BrokerPicture Picture => server.Parts.Broker.Broker;

    private Task<IResult> ListOrdersAsync(ApiRequest request, CancellationToken ct)
    {
        var (external, working) = (request.Values.Flag("external"), request.Values.Flag("working"));
        var found = Picture.Orders.Where(o => (external is null || o.IsExternal == external) && (working is null || o.IsDone != working));
        var page = ListPage.Take(found, static o => $"{o.VenueOrderId.Length:000} {o.VenueOrderId}", $"orders|{external}|{working}", request.Values, server.Cursors, out var problem);
        return Task.FromResult(page is { } p ? Reply.Page([.. p.Items.Select(ToItem)], p.NextCursor, server.Now, ServerJson.Default.PageOrderItem) : (IResult)problem!);
    }

    private Task<IResult> ListFillsAsync(ApiRequest request, CancellationToken ct)
    {
        var external = request.Values.Flag("external");
        var found = Picture.Fills.Where(f => external is null || f.IsExternal == external);
        var page = ListPage.Take(found, static f => $"{f.At.Value:0000000000000000000} {f.FillId}", $"fills|{external}", request.Values, server.Cursors, out var problem);
        return Task.FromResult(page is { } p ? Reply.Page([.. p.Items.Select(ToItem)], p.NextCursor, server.Now, ServerJson.Default.PageFillItem) : (IResult)problem!);
    }

    private Task<IResult> ListPositionsAsync(ApiRequest request, CancellationToken ct)
    {
        var page = ListPage.Take(Picture.Positions, static p => $"{p.Account} {p.Contract.Reference}", "positions", request.Values, server.Cursors, out var problem);
        return Task.FromResult(page is { } p ? Reply.Page([.. p.Items.Select(ToItem)], p.NextCursor, server.Now, ServerJson.Default.PagePositionItem) : (IResult)problem!);
    }

    private OrderItem ToItem(BrokerOrder o) => new()
    {
        VenueOrderId = o.VenueOrderId,
        OrderRef = o.OrderRef,
        ClientId = o.ClientId,
        External = o.IsExternal,
        AccountId = o.Account,
        InstrumentId = InstrumentOf(o.Contract),
        Symbol = SymbolOf(o.Contract),
        SecurityType = o.Contract.SecurityType,
        Currency = o.Contract.Currency,
        Side = o.Side,
        Type = TypeOf(o.Type),
        TimeInForce = o.TimeInForce,
        Quantity = Text(o.Quantity),
        Filled = Text(o.Filled),
        Price = Given(o.LimitPrice),
        TriggerPrice = Given(o.AuxPrice),
        AveragePrice = o.Filled == 0 ? null : Given(o.AveragePrice),
        Status = StatusOf(o.Status),
        Resolution = o.Resolution == OrderResolution.Unknown ? "unknown" : "settled",
        VenueStatus = o.VenueStatus,
        WhyHeld = o.WhyHeld.Length > 0 ? o.WhyHeld : null,
        Updated = o.UpdatedAt.ToString(),
        UpdatedIso = o.UpdatedAt.ToIso(),
    };

    private FillItem ToItem(BrokerFill f) => new()
    {
        FillId = f.FillId,
        VenueOrderId = f.VenueOrderId,
        OrderRef = f.OrderRef,
        ClientId = f.ClientId,
        External = f.IsExternal,
        AccountId = f.Account,
        InstrumentId = InstrumentOf(f.Contract),
        Symbol = SymbolOf(f.Contract),
        SecurityType = f.Contract.SecurityType,
        Currency = f.Contract.Currency,
        Side = f.Side,
        Quantity = Text(f.Quantity),
        Price = f.Price,
        Commission = f.Commission.Length > 0 ? f.Commission : null,
        CommissionCurrency = f.CommissionCurrency.Length > 0 ? f.CommissionCurrency : null,
        At = f.At.ToString(),
        AtIso = f.At.ToIso(),
    };

    private PositionItem ToItem(BrokerPosition p) => new()
    {
        AccountId = p.Account,
        InstrumentId = InstrumentOf(p.Contract),
        Symbol = SymbolOf(p.Contract),
        SecurityType = p.Contract.SecurityType,
        Currency = p.Contract.Currency,
        Quantity = Text(p.Quantity),
        AverageCost = p.AverageCost,
        Updated = p.UpdatedAt.ToString(),
        UpdatedIso = p.UpdatedAt.ToIso(),
    };

    /// <summary>The instrument that has the broker's id of the contract; what a person added is the only way to tell its venue.</summary>
    private string? InstrumentOf(BrokerContract contract) =>
        server.Market.Instruments.FirstOrDefault(i => server.Parts.InstrumentSource.ReferenceOf(i) == contract.Reference)?.Id.Value;

    private static string SymbolOf(BrokerContract c) => c.LocalSymbol.Length > 0 ? c.LocalSymbol : c.Symbol;

    private static string StatusOf(BrokerOrderStatus status) => status switch
    {
        BrokerOrderStatus.Submitted => "SUBMITTED",
        BrokerOrderStatus.Accepted => "ACCEPTED",
        BrokerOrderStatus.PartiallyFilled => "PARTIALLY_FILLED",
        BrokerOrderStatus.PendingCancel => "PENDING_CANCEL",
        BrokerOrderStatus.Filled => "FILLED",
        BrokerOrderStatus.Canceled => "CANCELED",
        _ => "REJECTED",
    };

    /// <summary>NautilusTrader's names (ib-tws-protocol.md 11.4).</summary>
    private static string TypeOf(string type) => type switch
    {
        "MKT" or "MOC" => "MARKET",
        "LMT" or "LOC" => "LIMIT",
        "STP" => "STOP_MARKET",
        "STP LMT" => "STOP_LIMIT",
        "MIT" => "MARKET_IF_TOUCHED",
        "LIT" => "LIMIT_IF_TOUCHED",
        "MTL" => "MARKET_TO_LIMIT",
        "TRAIL" => "TRAILING_STOP_MARKET",
        "TRAIL LIMIT" => "TRAILING_STOP_LIMIT",
        _ => type,
    };

    /// <summary>The broker writes 0.0 where a price means nothing.</summary>
    private static string? Given(string price) =>
        decimal.TryParse(price, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value != 0 ? price : null;

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}

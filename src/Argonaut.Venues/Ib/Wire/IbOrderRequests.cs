using System.Collections.Immutable;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Which fills are asked for (ib-tws-protocol.md 8.12). Empty and 0 mean no filter.</summary>
public sealed record IbExecutionFilter
{
    public int ClientId { get; init; }

    public string Account { get; init; } = "";

    /// <summary>From then on, <c>YYYYMMDD-HH:MM:SS</c> in UTC.</summary>
    public string Time { get; init; } = "";

    public string Symbol { get; init; } = "";

    public string SecType { get; init; } = "";

    public string Exchange { get; init; } = "";

    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    public string Side { get; init; } = "";

    /// <summary>From version 200 on.</summary>
    public int? LastDays { get; init; }

    /// <summary><c>YYYYMMDD</c>, from version 200 on.</summary>
    public ImmutableArray<string> Dates { get; init; } = [];
}

/// <summary>Requests about orders but the order itself (ib-tws-protocol.md 8.11, 8.12).</summary>
public static class IbOrderRequests
{
    public static void CancelOrder(this IbFrameWriter w, int orderId, int serverVersion)
    {
        w.Begin(IbRequest.CancelOrder);
        if (serverVersion < 192) w.Int(1);
        w.Int(orderId).Empty();
        if (serverVersion is >= 187 and <= 189) w.Empty(2).Int(IbFieldReader.UnsetInt);
        if (serverVersion >= 192) w.Empty().Int(IbFieldReader.UnsetInt);
        w.End();
    }

    /// <summary>Cancels every order of every client, and those made by hand.</summary>
    public static void GlobalCancel(this IbFrameWriter w, int serverVersion)
    {
        w.Begin(IbRequest.GlobalCancel);
        if (serverVersion < 192) w.Int(1);
        else w.Empty().Int(IbFieldReader.UnsetInt);
        w.End();
    }

    /// <summary>The orders of this client; client 0 gets the manual ones too.</summary>
    public static void OpenOrders(this IbFrameWriter w) => w.Begin(IbRequest.OpenOrders).Int(1).End();

    /// <summary>The orders of all clients, once.</summary>
    public static void AllOpenOrders(this IbFrameWriter w) => w.Begin(IbRequest.AllOpenOrders).Int(1).End();

    /// <summary>Client 0 only: whether manual orders of the future get an id of this client.</summary>
    public static void AutoOpenOrders(this IbFrameWriter w, bool binds) => w.Begin(IbRequest.AutoOpenOrders).Int(1).Bool(binds).End();

    public static void CompletedOrders(this IbFrameWriter w, bool apiOnly) => w.Begin(IbRequest.CompletedOrders).Bool(apiOnly).End();

    public static void Executions(this IbFrameWriter w, int requestId, IbExecutionFilter filter, int serverVersion)
    {
        w.Begin(IbRequest.Executions).Int(3).Int(requestId).Int(filter.ClientId).Text(filter.Account).Text(filter.Time)
            .Text(filter.Symbol).Text(filter.SecType).Text(filter.Exchange).Text(filter.Side);
        if (serverVersion >= 200)
        {
            w.Int(filter.LastDays ?? IbFieldReader.UnsetInt).Int(filter.Dates.Length);
            foreach (var date in filter.Dates) w.Text(date);
        }

        w.End();
    }

    /// <param name="action">1 exercise, 2 let it lapse.</param>
    /// <param name="overrides">True exercises an option that is out of the money, or keeps one that is in the money.</param>
    public static void ExerciseOptions(
        this IbFrameWriter w, int requestId, IbContract c, int action, int quantity, string account, bool overrides, int serverVersion)
    {
        w.Begin(IbRequest.ExerciseOptions).Int(2).Int(requestId).Int(c.ConId).Text(c.Symbol).Text(c.SecType).Text(c.LastTradeDate)
            .Text(c.Strike).Text(c.Right).Text(c.Multiplier).Text(c.Exchange).Text(c.Currency).Text(c.LocalSymbol).Text(c.TradingClass)
            .Int(action).Int(quantity).Text(account).Bool(overrides);
        if (serverVersion >= 180) w.Empty();   // manual order time
        if (serverVersion >= 183) w.Empty();   // customer account
        if (serverVersion >= 184) w.Bool(false);   // professional customer
        w.End();
    }
}

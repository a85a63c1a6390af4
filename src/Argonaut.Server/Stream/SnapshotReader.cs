using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Endpoints;

namespace Argonaut.Server.Stream;

/// <summary>
/// The first message of a market subscription: what memory knew when it joined, extended backwards from the store. While the store is
/// away it is what memory knows.
/// </summary>
internal sealed class SnapshotReader(ServerContext server, BarReader bars, ExchangeBarReader exchangeBars, RecentBars recent)
{
    public async Task<StreamBody> ReadAsync(Instrument instrument, Subscription subscription, MarketSlot slot, MarketSlot.Joined joined, CancellationToken ct)
    {
        if (subscription.Topic.Channel == StreamChannel.Depth) return Depth(instrument, subscription);
        if (subscription.SnapshotItems == 0) return StreamBody.Empty;
        try
        {
            return subscription.Topic.Channel switch
            {
                StreamChannel.Quotes => await NewestAsync(instrument, MarketEventKind.Quote, joined.Quote ?? server.Market.LatestQuote(instrument.Key), ct),
                StreamChannel.Last => await NewestAsync(instrument, MarketEventKind.Trade, joined.Trade ?? server.Market.LatestTrade(instrument.Key), ct),
                StreamChannel.Trades => await TradesAsync(instrument, subscription, slot, joined, ct),
                _ => await BarsAsync(instrument, subscription, ct),
            };
        }
        catch (StoreUnavailableException)
        {
            return subscription.Topic.Channel switch
            {
                StreamChannel.Trades => Bodies.Trades(instrument, joined.Recent),
                StreamChannel.Bars => FromMemory(instrument, subscription),
                _ => StreamBody.Empty,
            };
        }
    }

    private StreamBody Depth(Instrument instrument, Subscription subscription)
    {
        subscription.SeenDepth = SeenDepth.Of(server.Market, instrument.Key, subscription.SnapshotItems);
        return DepthBodies.Snapshot(instrument, subscription.SeenDepth);
    }

    private async Task<StreamBody> NewestAsync(Instrument instrument, MarketEventKind kind, MarketEvent? known, CancellationToken ct) =>
        (known ?? await server.Store.LatestTickAsync(kind, instrument.Key, ct)) is { } newest ? Bodies.Newest(instrument, newest) : StreamBody.Empty;

    private async Task<StreamBody> TradesAsync(
        Instrument instrument, Subscription subscription, MarketSlot slot, MarketSlot.Joined joined, CancellationToken ct)
    {
        var missing = subscription.SnapshotItems - joined.Recent.Length;
        if (missing <= 0) return Bodies.Trades(instrument, joined.Recent);
        var oldest = joined.Recent.Length == 0 ? (MarketEvent?)null : joined.Recent[0];
        var after = oldest is { } o ? new TickCursor(o.TsEvent, o.TsInit, o.Stream, o.Sequence) : null;
        var older = await server.Store.ReadTicksAsync(
            new TickQuery(MarketEventKind.Trade, instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, missing, Descending: true, after), ct);
        // A late trade sorts before the oldest in memory by its time; by its number it is in memory already.
        var known = joined.Recent.Select(t => (t.Stream, t.Sequence)).ToHashSet();
        // What was stored since it joined comes as a delta.
        var end = joined.Trade is { } last ? last.Sequence + 1 : slot.FirstTrade?.Sequence ?? long.MaxValue;
        return Bodies.Trades(instrument, [.. older.Where(t => t.Sequence < end && !known.Contains((t.Stream, t.Sequence))).Reverse(), .. joined.Recent]);
    }

    private async Task<StreamBody> BarsAsync(Instrument instrument, Subscription subscription, CancellationToken ct)
    {
        if (subscription.Topic.IsExchange && exchangeBars.DaysOf(instrument) is { } days)
        {
            var made = await exchangeBars.ReadAsync(
                instrument, days, subscription.Topic.Timeframe, UnixNanos.Zero, UnixNanos.MaxValue, subscription.SnapshotItems, isDescending: true, server.Now, ct);
            return Bodies.Bars(instrument, [.. made.Bars.Select(b => b.Bar).Reverse()], days);
        }

        var last = await bars.ReadAsync(
            instrument.Key, subscription.Topic.Timeframe, UnixNanos.Zero, UnixNanos.MaxValue, subscription.SnapshotItems, isDescending: true, ct);
        return Bodies.Bars(instrument, [.. last.Reverse()]);
    }

    private StreamBody FromMemory(Instrument instrument, Subscription subscription)
    {
        // Its parts are in the store.
        if (subscription.Topic.IsExchange) return StreamBody.Empty;
        var known = recent.Closed(instrument.Key, subscription.Topic.Timeframe);
        if (server.Market.TryGetOpenBar(instrument.Key, subscription.Topic.Timeframe, out var open)) known = known.Add(open);
        return Bodies.Bars(instrument, [.. known.TakeLast(subscription.SnapshotItems)]);
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.History;

/// <summary>Past ticks, a page from a second on (ib-tws-protocol.md 8.14, "Back-filling a tick gap"). Any thread.</summary>
internal sealed class IbTickHistory(TimeProvider time, IbSkipCounts skipped, IHistoryDesk desk)
{
    /// <summary>A page that is not full and ends this long before the range does may have ended with a session.</summary>
    private const long SessionDoubt = UnixNanos.PerHour;

    /// <inheritdoc cref="IMarketFeed.RequestTicksAsync"/>
    public async Task<TickPage> RequestAsync(TickHistoryRequest request, CancellationToken ct)
    {
        if (!IbVenueReference.TryParse(request.Instrument.VenueReference, out var reference))
            throw new FeedRequestException(200, $"The stored contract reference of {request.Instrument.Id} cannot be read.");
        var expiration = request.Instrument.Expiration;
        var includesExpired = reference.Contract.SecType is "FUT" or "FOP" && expiration.Value > 0 && expiration < HybridClock.Now(time);
        var whatToShow = request.Kind == MarketEventKind.Trade
            ? reference.Contract.SecType == "CRYPTO" ? "AGGTRADES" : "TRADES"
            : "BID_ASK";
        var start = IbTimes.FormatUtc(request.From);
        try
        {
            var wire = await desk.AskAsync<ImmutableArray<IbHistoricalTick>, TickPageQuery>(
                () => new TickPageQuery(reference.Contract, start, whatToShow, includesExpired), isSmall: true, isBackground: true, ct);
            return ToPage(wire, request, reference.PriceMagnifier);
        }
        catch (FeedRequestException e) when (HistoryDesk.IsPacing(e))
        {
            throw new FeedUnavailableException(e.Message);   // a gap can wait
        }
    }

    /// <summary>
    /// The last second of a full page is asked for again, unless the page is that second alone: the broker completes the second in which
    /// the thousandth tick falls.
    /// </summary>
    private TickPage ToPage(ImmutableArray<IbHistoricalTick> wire, TickHistoryRequest request, int magnifier)
    {
        if (wire.IsEmpty) return new TickPage([], null);
        var last = SecondOf(wire[^1]);
        UnixNanos? next = null;
        if (last < request.To)
        {
            if (wire.Length >= TickPageQuery.MostTicks) next = SecondOf(wire[0]) < last ? last : last + UnixNanos.PerSecond;
            else if (request.To - last > SessionDoubt) next = last + UnixNanos.PerSecond;
        }

        if (next <= request.From) next = request.From + UnixNanos.PerSecond;   // ticks from before the range: it must go on
        var end = next is { } known && known < request.To ? known : request.To;
        var ticks = ImmutableArray.CreateBuilder<MarketEvent>(wire.Length);
        foreach (var tick in wire)
        {
            var at = SecondOf(tick);
            if (at < request.From || at >= end) continue;
            if (WireTicks.TryConvert(tick, request.Instrument, request.Kind, magnifier, at, out var converted, out var skip)) ticks.Add(converted);
            else skipped.Add(skip);
        }

        return new TickPage(ticks.ToImmutable(), next < request.To ? next : null);
    }

    private static UnixNanos SecondOf(IbHistoricalTick tick) => new(Math.Clamp(tick.Seconds, 0, long.MaxValue / UnixNanos.PerSecond) * UnixNanos.PerSecond);
}

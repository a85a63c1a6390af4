using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Symbology;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.History;

/// <summary>Historical bars: head timestamp, pages backwards in time (ib-tws-protocol.md 8.14). Any thread.</summary>
internal sealed class IbBarHistory(IbOptions options, TimeProvider time, IbSkipCounts skipped, IHistoryDesk desk)
{
    private const int MaxEmptyPages = 2;
    private const long SixMonths = 183 * UnixNanos.PerDay;

    private readonly ConcurrentDictionary<(int ConId, string WhatToShow), UnixNanos> _heads = [];

    /// <inheritdoc cref="IMarketFeed.RequestBarsAsync"/>
    public async Task<ImmutableArray<Bar>> RequestAsync(BarHistoryRequest request, CancellationToken ct)
    {
        var plan = HistoryPlan.For(request.Timeframe)
            ?? throw new ArgumentException($"Bars of {request.Timeframe} are built from others, not requested.", nameof(request));
        if (!IbVenueReference.TryParse(request.Instrument.VenueReference, out var reference))
            throw new FeedRequestException(200, $"The stored contract reference of {request.Instrument.Id} cannot be read.");
        var now = HybridClock.Now(time);
        var from = request.From;
        if (plan.IsSmall && from.Value < now.Value - SixMonths) from = now - SixMonths;
        var to = request.To < now ? request.To : now;
        if (from >= to) return [];
        var whatToShow = WhatToShow(request.Instrument, reference.Contract);
        var expiration = request.Instrument.Expiration;
        var includesExpired = reference.Contract.SecType is "FUT" or "FOP" && expiration.Value > 0 && expiration < now;
        from = await RaiseToHeadAsync(from, request.Timeframe, reference.Contract, whatToShow, includesExpired, ct);

        var bars = new SortedDictionary<long, Bar>();
        var emptyPages = 0;
        for (var pageEnd = to; pageEnd > from && emptyPages < MaxEmptyPages;)
        {
            var end = IbTimes.FormatUtc(pageEnd);
            var page = await desk.AskAsync<ImmutableArray<IbWireBar>, BarPageQuery>(() => new BarPageQuery(reference.Contract, end, plan.BarSize, plan.Duration, whatToShow,
                options.UseRegularHours, includesExpired), plan.IsSmall, isBackground: false, ct);
            var oldest = Collect(page, request, reference.PriceMagnifier, from, to, bars);
            if (oldest is { } open && open < pageEnd)
            {
                emptyPages = 0;
                pageEnd = open;
                continue;
            }

            emptyPages++;
            pageEnd = new UnixNanos(Math.Max(0, pageEnd.Value - plan.Step.Ticks * 100));
        }

        return [.. bars.Values];
    }

    /// <summary>Adds the closed bars of the range; returns the open of the oldest bar of the page, in the range or not.</summary>
    private UnixNanos? Collect(
        ImmutableArray<IbWireBar> page, BarHistoryRequest request, int magnifier, UnixNanos from, UnixNanos to,
        SortedDictionary<long, Bar> bars)
    {
        UnixNanos? oldest = null;
        var now = HybridClock.Now(time);
        foreach (var wire in page)
        {
            if (!WireBars.TryConvert(wire, request.Instrument, request.Timeframe, magnifier, out var bar))
            {
                skipped.Add(IbSkip.BadBar);
                continue;
            }

            if (oldest is null || bar.TsOpen < oldest) oldest = bar.TsOpen;
            if (bar.TsOpen >= from && bar.TsOpen < to && bar.TsEvent <= now) bars[bar.TsOpen.Value] = bar;
        }

        return oldest;
    }

    /// <summary>The start of the source's data, when it is later. A source that cannot say leaves the range as it is, and is not asked again.</summary>
    private async Task<UnixNanos> RaiseToHeadAsync(
        UnixNanos from, Timeframe timeframe, IbContract contract, string whatToShow, bool includesExpired, CancellationToken ct)
    {
        if (!_heads.TryGetValue((contract.ConId, whatToShow), out var head))
        {
            try
            {
                var query = new HeadTimestampQuery(contract, whatToShow, options.UseRegularHours, includesExpired);
                if (!IbTimes.TryParse(await desk.AskOnceAsync(query, ct), out head)) return from;
            }
            catch (FeedRequestException e) when (e.Code is 162 or 321 or 366)
            {
                if (!HistoryDesk.IsPacing(e)) _heads[(contract.ConId, whatToShow)] = UnixNanos.Zero;
                return from;
            }
            catch (IbTimeoutException)
            {
                return from;
            }

            _heads[(contract.ConId, whatToShow)] = head;
        }

        var first = timeframe.OpenOf(head);
        return first > from ? first : from;
    }

    private static string WhatToShow(Instrument instrument, IbContract contract) => instrument.BarPriceType switch
    {
        PriceType.Mid => "MIDPOINT",
        PriceType.Bid => "BID",
        PriceType.Ask => "ASK",
        _ => contract.SecType == "CRYPTO" ? "AGGTRADES" : "TRADES",
    };
}

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

/// <summary>Historical bars: head timestamp, pages backwards in time, the broker's pacing (ib-tws-protocol.md 4.4, 8.14). Any thread.</summary>
/// <param name="session">The session that is ready now.</param>
internal sealed class IbBarHistory(IbOptions options, TimeProvider time, IbSkipCounts skipped, Func<IbSession> session) : IDisposable
{
    private const int MaxEmptyPages = 2;
    private const long SixMonths = 183 * UnixNanos.PerDay;

    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    private readonly HistoryPacing _pacing = new(options.HistoryRequestsPerTenMinutes);
    private readonly SemaphoreSlim _open = new(50);
    private readonly ConcurrentDictionary<(int ConId, string WhatToShow), UnixNanos> _heads = [];
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

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
            var query = () => new BarPageQuery(reference.Contract, IbTimes.FormatUtc(pageEnd), plan.BarSize, plan.Duration, whatToShow,
                options.UseRegularHours, includesExpired);
            var page = await AskPageAsync(query, plan.IsSmall, ct);
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

    public void Dispose() => _open.Dispose();

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

    /// <summary>One page; a pacing answer or silence is retried after 15, 30 and 60 s.</summary>
    private async Task<ImmutableArray<IbWireBar>> AskPageAsync(Func<BarPageQuery> makeQuery, bool isSmall, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var query = makeQuery();
            await _open.WaitAsync(ct);
            try
            {
                await PaceAsync(query.Identity, query.Group, isSmall, isRetry: attempt > 0, ct);
                var page = await session().AskAsync(query, ct);
                if (attempt > 0) _pacing.MarkOpen();
                return page;
            }
            catch (FeedRequestException e) when (attempt < RetryAfter.Length && e.Code is 162 or 366 or 322 && IbSession.IsPacing(e.Text))
            {
                _pacing.MarkFull(Now);
            }
            catch (IbTimeoutException e) when (attempt >= RetryAfter.Length)
            {
                throw new FeedUnavailableException(e.Message);
            }
            catch (IbTimeoutException)
            {
                // The request was cancelled at the gateway; the same page is asked for again below.
            }
            finally
            {
                _open.Release();
            }

            await Task.Delay(RetryAfter[attempt], time, ct);
        }
    }

    private async Task PaceAsync(string identity, string group, bool isSmall, bool isRetry, CancellationToken ct)
    {
        while (!_pacing.TryBook(identity, group, isSmall, isRetry, Now, out var wait))
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, ct);
    }

    /// <summary>The start of the source's data, when it is later. A source that cannot say leaves the range as it is.</summary>
    private async Task<UnixNanos> RaiseToHeadAsync(
        UnixNanos from, Timeframe timeframe, IbContract contract, string whatToShow, bool includesExpired, CancellationToken ct)
    {
        if (!_heads.TryGetValue((contract.ConId, whatToShow), out var head))
        {
            try
            {
                var query = new HeadTimestampQuery(contract, whatToShow, options.UseRegularHours, includesExpired);
                await PaceAsync(query.Identity, query.Group, isSmall: false, isRetry: false, ct);
                if (!IbTimes.TryParse(await session().AskAsync(query, ct), out head)) return from;
            }
            catch (FeedRequestException e) when (e.Code is 162 or 321 or 366)
            {
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

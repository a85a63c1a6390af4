using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Sources, recording lines and coverage.</summary>
internal sealed class DataEndpoints(ServerContext server, LineList lines)
{
    private const int UsualDays = 30;
    private const int MostDays = 92;

    private static readonly Parameter InstrumentFilter = new("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only this instrument.");

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/sources", "list_sources", "Reference", "List data sources", SourcesAsync)
        {
            Description = "The legal values of `{venue}` in the Parquet routes, with the state of each.",
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<SourceItem>), "The sources.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/subscriptions", "list_subscriptions", "Market data", "List market-data lines", SubscriptionsAsync)
        {
            Description = "Each recorded instrument's trades, quotes and depth: what they do, since when and why, and how long they may be silent; against the "
                + "line limit of the broker. With `as_of`: all of them as they were noted last by then.",
            Parameters = [ListPage.Limit, ListPage.Cursor, PastTime.Parameter],
            Answers = [new ApiAnswer(200, typeof(SubscriptionPage), "The lines.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/data/coverage", "list_coverage", "Data", "List what is stored", CoverageAsync)
        {
            Parameters = [InstrumentFilter, ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<CoverageItem>), "First and last time and row count of each kind.")],
            Problems = [ProblemKinds.InvalidCursor, ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument],
        },
        new ApiRoute("GET", "/api/v1/data/days", "list_days", "Data", "Which days are stored", DaysAsync)
        {
            Description = "Each instrument's days: complete, with a gap, empty, or closed; and whether a file was exported of them. Days are UTC's.",
            Parameters =
            [
                InstrumentFilter,
                new Parameter("kind", ParameterPlace.Query, ParameterKind.Choice, "Of which records.") { Choices = ["trade", "quote", "depth", "bar"], Default = "trade" },
                new Parameter("timeframe", ParameterPlace.Query, ParameterKind.Timeframe, "Of bars, at most a day.") { Default = "1m" },
                new Parameter("start", ParameterPlace.Query, ParameterKind.Time, "The first day. Default: the last 30 days."),
                new Parameter("end", ParameterPlace.Query, ParameterKind.Time, "The day after the last. Default: tomorrow."),
                ListPage.Limit, ListPage.Cursor,
            ],
            Answers = [new ApiAnswer(200, typeof(DayCoveragePage), "One item an instrument, with one entry a day.")],
            Problems = [ProblemKinds.InvalidCursor, ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime, ProblemKinds.InvalidTimeframe],
        },
    ];

    private Task<IResult> SourcesAsync(ApiRequest request, CancellationToken ct)
    {
        var feed = server.Market.Feed;
        var instruments = server.Market.Instruments;
        var sources = SourceNames.All(server).Select(name =>
        {
            var isFeed = name == server.Parts.Facts.Source;
            var isLive = isFeed && server.Parts.Facts.HasBroker;
            return new SourceItem
            {
                Source = name,
                Simulated = isFeed ? server.IsSimulated : instruments.Any(i => i.Source == name && i.IsSimulated),
                State = isLive ? Words.Of(feed.State) : "disconnected",
                Detail = isLive ? feed.Detail : "No feed is configured for this source; only stored data.",
                Since = isLive && feed.Since.Value > 0 ? feed.Since.ToString() : null,
                SinceIso = isLive && feed.Since.Value > 0 ? feed.Since.ToIso() : null,
                Instruments = instruments.Count(i => i.Source == name),
            };
        });
        var page = ListPage.Take(sources, s => s.Source, "sources", request.Values, server.Cursors, out var problem);
        return Reply.Done(page is { } p ? Reply.Page(p.Items, p.NextCursor, server.Now, ServerJson.Default.PageSourceItem) : problem!);
    }

    private async Task<IResult> SubscriptionsAsync(ApiRequest request, CancellationToken ct)
    {
        if (request.AsOf is { } moment) return HealthLog.AnswerOf(await server.Parts.Health.FindAsync(moment, ct), record => record.Lines, moment);
        var now = server.Now;
        var page = ListPage.Take(lines.Read(), LineList.KeyOf, "subscriptions", request.Values, server.Cursors, out var problem);
        return page is { } p ? Reply.Json(lines.PageOf(p.Items, p.NextCursor, now), ServerJson.Default.SubscriptionPage) : problem!;
    }

    private async Task<IResult> CoverageAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Filter(request, out var only, out var problem)) return problem!;
        var items = new List<CoverageItem>();
        foreach (var row in await server.Store.CoverageAsync(ct))
        {
            if (only is { } key && row.Instrument != key) continue;
            if (!server.Market.TryFind(row.Instrument, out var instrument)) continue;
            items.Add(new CoverageItem
            {
                InstrumentId = instrument.Id.Value,
                Source = instrument.Source,
                Simulated = instrument.IsSimulated,
                Kind = Words.Of(row.Kind),
                Timeframe = row.Timeframe?.Code,
                First = row.First.ToString(),
                FirstIso = row.First.ToIso(),
                Last = row.Last.ToString(),
                LastIso = row.Last.ToIso(),
                Rows = row.Rows,
                IsEstimate = row.IsEstimate,
            });
        }

        var page = ListPage.Take(items, KeyOf, $"coverage|{only}", request.Values, server.Cursors, out problem);
        return page is { } p ? Reply.Page(p.Items, p.NextCursor, server.Now, ServerJson.Default.PageCoverageItem) : problem!;
    }

    private async Task<IResult> DaysAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Filter(request, out var only, out var problem)) return problem!;
        var values = request.Values;
        var end = Midnight(values.Time("end") ?? server.Now + UnixNanos.PerDay, roundUp: values.IsGiven("end"));
        var start = Midnight(values.Time("start") ?? new UnixNanos(Math.Max(0, end.Value - UsualDays * UnixNanos.PerDay)), roundUp: false);
        var count = (end - start) / UnixNanos.PerDay;
        if (count is < 1 or > MostDays || end.Value > long.MaxValue - 2 * UnixNanos.PerDay) return Problem.Of(ProblemKinds.InvalidParameter, $"Expected 1 to {MostDays} days, found {Math.Max(0, count)}.", "start");
        _ = Words.TryParse(values.Text("kind") ?? "trade", out var kind);
        Domain.Bars.Timeframe? timeframe = kind == MarketEventKind.Bar ? values.Timeframe("timeframe") ?? Domain.Bars.Timeframe.Minute1 : null;
        if (timeframe is { } length && length.Index > Domain.Bars.Timeframe.Day1.Index)
            return Problem.Of(ProblemKinds.InvalidTimeframe, "Bars longer than a day have no day: ask for 1D or shorter.", "timeframe");

        var stored = await server.Parts.Days.ReadAsync(kind, timeframe, start, end, ct);
        var gaps = await server.Store.ReadGapsAsync(only, start, end, int.MaxValue, ct);
        var ledger = await server.Parts.Ledger.ListAsync(ExportState.Published, ct);
        var coverage = await server.Store.CoverageAsync(ct);
        var gapKind = kind == MarketEventKind.Bar ? MarketEventKind.Trade : kind;
        var first = coverage.Where(c => c.Kind == kind && c.Timeframe == timeframe).GroupBy(c => c.Instrument).ToDictionary(g => g.Key, g => g.Min(c => c.First));
        var judge = new DayCoverage(
            server.Market, kind, timeframe, stored.ToLookup(d => d.Instrument), [.. gaps.Where(g => g.Kind == gapKind)], first,
            ledger.ToLookup(r => r.Identity.InstrumentId, StringComparer.Ordinal), server.Now);
        var recorded = server.Market.Recorded.ToHashSet();
        var shown = server.Market.Instruments.Where(i => only is { } key ? i.Key == key : first.ContainsKey(i.Key) || recorded.Contains(i.Key));
        var page = ListPage.Take(shown, i => i.Id.Value, $"days|{only}|{kind}|{timeframe}|{start}|{end}", values, server.Cursors, out problem);
        if (page is not { } p) return problem!;
        var now = server.Now;
        return Reply.Json(new DayCoveragePage
        {
            Items = [.. p.Items.Select(i => judge.ItemOf(i, start, (int)count))],
            NextCursor = p.NextCursor,
            Kind = Words.Of(kind),
            Timeframe = timeframe?.Code,
            StartDate = start.UtcDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            Days = (int)count,
            AsOf = now.ToString(),
            AsOfIso = now.ToIso(),
        }, ServerJson.Default.DayCoveragePage);
    }

    private static UnixNanos Midnight(UnixNanos at, bool roundUp)
    {
        var rest = at.Value % UnixNanos.PerDay;
        return rest == 0 ? at : roundUp && at.Value < long.MaxValue - UnixNanos.PerDay ? at + (UnixNanos.PerDay - rest) : at - rest;
    }

    private static string KeyOf(CoverageItem item)
    {
        _ = Domain.Bars.Timeframe.TryParse(item.Timeframe, out var timeframe);
        return $"{item.InstrumentId} {(Words.TryParse(item.Kind, out var kind) ? (int)kind : 0)} {timeframe.Index:00} {item.Source}";
    }

    private bool Filter(ApiRequest request, out InstrumentKey? only, out Problem? problem)
    {
        only = null;
        problem = null;
        if (request.Values.IsGiven("instrument_id") is false) return true;
        if (!Find.Instrument(server.Market, request.Values.Instrument("instrument_id"), out var instrument, out problem)) return false;
        only = instrument.Key;
        return true;
    }
}

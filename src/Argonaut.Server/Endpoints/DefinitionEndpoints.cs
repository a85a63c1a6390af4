using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Search at the broker, calendars, versions of definitions and what happened to them.</summary>
internal sealed class DefinitionEndpoints(ServerContext server)
{
    private const string Area = "Reference";
    private const int DefaultDays = 8;

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/instruments/search", "search_instruments", Area, "Search at the broker", SearchAsync)
        {
            Description = "Contracts whose symbol begins with the text or whose name contains it, at most 16. The broker takes one search a second: more wait their turn. "
                + "Several hits are several listings: resolve the `reference` of the one that is meant.",
            Parameters = [new Parameter("query", ParameterPlace.Query, ParameterKind.Text, "Part of a symbol or of a name.") { IsRequired = true, LongestText = 100 }],
            Answers = [new ApiAnswer(200, typeof(Page<CandidateItem>), "The hits, as the broker ranks them.")],
            Problems = [ProblemKinds.BrokerRejected, ProblemKinds.BrokerDisconnected],
        },
        new ApiRoute("GET", "/api/v1/instruments/notices", "list_definition_notices", Area, "What happened to definitions", NoticesAsync)
        {
            Description = "Changes, conflicts, expiries and rolls since the start, newest first.",
            Answers = [new ApiAnswer(200, typeof(Page<DefinitionNoticeItem>), "At most 100 notices.")],
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}/versions", "list_instrument_versions", Area, "List the versions of a definition", VersionsAsync)
        {
            Description = "Oldest first. Data of an older time keeps its older definition; a chart marks each `valid_from`.",
            Parameters = [Find.Id],
            Answers = [new ApiAnswer(200, typeof(Page<VersionItem>), "The versions.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.DatabaseUnavailable],
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}/sessions", "get_instrument_sessions", Area, "Get a trading calendar", SessionsAsync)
        {
            Description = "Sessions by the exchange's trading day, from the day of `start` (default: today). Days that the broker has not published follow the usual week and say so.",
            Parameters =
            [
                Find.Id, Find.Start,
                new Parameter("days", ParameterPlace.Query, ParameterKind.Integer, "How many days.") { Minimum = 1, Maximum = 62, Default = "8" },
            ],
            Answers = [new ApiAnswer(200, typeof(SessionsItem), "The calendar.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime],
        },
    ];

    public static SessionStateItem StateOf(SessionCalendar calendar, UnixNanos now)
    {
        var state = calendar.StateAt(now);
        return new SessionStateItem
        {
            IsOpen = state.IsOpen,
            Knowledge = state.Knowledge switch
            {
                SessionKnowledge.Published => "published",
                SessionKnowledge.Extrapolated => "extrapolated",
                _ => "none",
            },
            NextOpen = state.NextOpen?.ToString(),
            NextOpenIso = state.NextOpen?.ToIso(),
            NextClose = state.NextClose?.ToString(),
            NextCloseIso = state.NextClose?.ToIso(),
        };
    }

    private async Task<IResult> SearchAsync(ApiRequest request, CancellationToken ct)
    {
        var found = await server.Parts.InstrumentSource.SearchAsync(request.Values.RequiredText("query").Trim(), ct);
        var known = server.Market.Instruments.ToLookup(i => server.Parts.InstrumentSource.ReferenceOf(i) ?? "", i => i.Id.Value);
        return Reply.Page([.. found.Select(c => ItemOf(c, [.. known[c.Reference]]))], null, server.Now, ServerJson.Default.PageCandidateItem);
    }

    private Task<IResult> NoticesAsync(ApiRequest request, CancellationToken ct) => Reply.Done(Reply.Page(
        [
            .. server.Parts.Definitions.Notices.Select(n => new DefinitionNoticeItem
            {
                At = n.At.ToString(),
                AtIso = n.At.ToIso(),
                InstrumentId = server.Market.TryFind(n.Instrument, out var instrument) ? instrument.Id.Value : null,
                Event = Words.Of(n.Event),
                Text = n.Text,
            }),
        ],
        null, server.Now, ServerJson.Default.PageDefinitionNoticeItem));

    private async Task<IResult> VersionsAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return problem;
        var versions = await server.Parts.Versions.ReadVersionsAsync(instrument.Key, ct);
        var isRecorded = server.Market.Recorded.Contains(instrument.Key);
        return Reply.Page(
            [.. versions.Select((v, i) => ItemOf(v, i + 1 < versions.Length ? versions[i + 1].ValidFrom : null, isRecorded))],
            null, server.Now, ServerJson.Default.PageVersionItem);
    }

    private Task<IResult> SessionsAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return Reply.Done(problem);
        var (all, liquid, now) = (SessionCalendar.Of(instrument), SessionCalendar.LiquidOf(instrument), server.Now);
        var first = LocalDate(request.Values.Time("start") ?? now, all.Zone);
        var days = (int)(request.Values.Integer("days") ?? DefaultDays);
        return Reply.Done(Reply.Json(
            new SessionsItem
            {
                InstrumentId = instrument.Id.Value,
                TimeZone = instrument.TimeZone.Length == 0 ? null : instrument.TimeZone,
                State = StateOf(all, now),
                KnownFrom = all.IsKnown ? all.KnownFrom.ToString() : null,
                KnownFromIso = all.IsKnown ? all.KnownFrom.ToIso() : null,
                KnownUntil = all.IsKnown ? all.KnownUntil.ToString() : null,
                KnownUntilIso = all.IsKnown ? all.KnownUntil.ToIso() : null,
                Days = all.IsKnown ? [.. Enumerable.Range(0, days).Select(i => DayOf(all, liquid, first.AddDays(i)))] : [],
                AsOf = now.ToString(),
                AsOfIso = now.ToIso(),
            },
            ServerJson.Default.SessionsItem));
    }

    private static SessionDayItem DayOf(SessionCalendar all, SessionCalendar liquid, DateOnly day) => new()
    {
        TradingDay = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Sessions = [.. all.SessionsOf(day).Select(s => ItemOf(s, all.Zone))],
        LiquidSessions = [.. liquid.SessionsOf(day).Select(s => ItemOf(s, liquid.Zone))],
    };

    private static SessionItem ItemOf(TradingSession session, TimeZoneInfo zone) => new()
    {
        Start = session.Start.ToString(),
        StartIso = session.Start.ToIso(),
        StartLocal = Local(session.Start, zone),
        End = session.End.ToString(),
        EndIso = session.End.ToIso(),
        EndLocal = Local(session.End, zone),
        IsExtrapolated = session.IsExtrapolated,
    };

    private static CandidateItem ItemOf(InstrumentCandidate c, ImmutableArray<string> ids) => new()
    {
        Reference = c.Reference,
        Symbol = c.Symbol,
        SecurityType = c.SecurityType,
        Exchange = c.Exchange.Length == 0 ? null : c.Exchange,
        Currency = c.Currency.Length == 0 ? null : c.Currency,
        Description = c.Description,
        DerivativeTypes = c.DerivativeTypes,
        InstrumentIds = ids,
        Problem = c.Problem,
    };

    private static VersionItem ItemOf(InstrumentVersion version, UnixNanos? next, bool isRecorded) => new()
    {
        Version = version.Number,
        ValidFrom = version.ValidFrom.ToString(),
        ValidFromIso = version.ValidFrom.Value == 0 ? null : version.ValidFrom.ToIso(),
        ValidTo = next?.ToString(),
        ValidToIso = next?.ToIso(),
        Changes = [.. version.Changes.Select(c => new DefinitionChangeItem(c.Field, c.Old, c.New))],
        Definition = Rows.Instrument(version.Definition, isRecorded),
    };

    private static DateOnly LocalDate(UnixNanos at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).DateTime);

    private static string Local(UnixNanos at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}

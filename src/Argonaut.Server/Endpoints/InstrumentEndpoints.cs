using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Instruments: list, one, found at the broker, recorded or not.</summary>
internal sealed class InstrumentEndpoints(ServerContext server)
{
    private const string Area = "Reference";

    private static readonly ImmutableArray<ProblemKind> BrokerProblems =
        [ProblemKinds.BrokerRejected, ProblemKinds.BrokerDisconnected];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/instruments", "list_instruments", Area, "List instruments", ListAsync)
        {
            Description = "All known instruments by id; `query` finds parts of id, symbol and description.",
            Parameters =
            [
                new Parameter("query", ParameterPlace.Query, ParameterKind.Text, "Part of the id, symbol or description; case does not matter."),
                new Parameter("asset_class", ParameterPlace.Query, ParameterKind.TextList, "Only these asset classes; may be repeated.")
                {
                    Choices = [.. Enum.GetNames<AssetClass>().Select(n => n.ToUpperInvariant())],
                },
                new Parameter("venue", ParameterPlace.Query, ParameterKind.TextList, "Only these venues (the part of the id after the dot); may be repeated."),
                ListPage.Limit, ListPage.Cursor,
            ],
            Answers = [new ApiAnswer(200, typeof(Page<InstrumentItem>), "A page of instruments.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}", "get_instrument", Area, "Get one instrument", GetAsync)
        {
            Parameters = [Find.Id],
            Answers = [new ApiAnswer(200, typeof(InstrumentItem), "The instrument.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument],
        },
        new ApiRoute("POST", "/api/v1/instruments/resolve", "resolve_instruments", Area, "Find instruments at the broker", ResolveAsync)
        {
            Description = "Asks the broker for contracts that match an id or a bare symbol exactly, and keeps them.",
            Parameters =
            [
                new Parameter("query", ParameterPlace.Either, ParameterKind.Text, "An id (`EUR/USD.IDEALPRO`), a bare symbol (`AAPL`, or `ES` for all its months), or a contract id of the broker (`265598`).")
                {
                    IsRequired = true, LongestText = InstrumentId.MaxLength,
                },
            ],
            Answers = [new ApiAnswer(200, typeof(Page<InstrumentItem>), "All matches, dated contracts by expiration; none when the broker knows none.")],
            Problems = [ProblemKinds.ValidationFailed, ProblemKinds.Conflict, .. BrokerProblems],
        },
        new ApiRoute("POST", "/api/v1/instruments/{id}/subscriptions", "start_recording", Area, "Switch recording on", StartAsync)
        {
            Description = "Records these kinds from now on, besides those that are recorded already, also after a restart, and fetches history. An id that is not known yet is looked up at the broker. Brokers give few lines of depth: one too many waits, and says so in the list of lines.",
            Parameters = [Find.Id, Kinds("`trade`, `quote`, `depth` (the order book); without it what is recorded stays, or trades and quotes begin.")],
            Answers = [new ApiAnswer(200, typeof(RecordingItem), "Recording is on.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.ValidationFailed, .. BrokerProblems],
        },
        new ApiRoute("DELETE", "/api/v1/instruments/{id}/subscriptions", "stop_recording", Area, "Switch recording off", StopAsync)
        {
            Description = "What was recorded stays.",
            Parameters = [Find.Id, Kinds("Only these; the others go on. Without it all.")],
            Answers = [new ApiAnswer(200, typeof(RecordingItem), "Recording is off.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument],
        },
    ];

    private Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        var recorded = server.Market.Recorded.ToHashSet();
        var query = values.Text("query");
        var classes = values.List("asset_class") ?? [];
        var venues = values.List("venue") ?? [];
        var found = server.Market.Instruments.Where(i => Matches(i, query)
            && (classes.IsEmpty || classes.Contains(i.AssetClass.ToString().ToUpperInvariant()))
            && (venues.IsEmpty || venues.Contains(i.Id.Venue, StringComparer.OrdinalIgnoreCase)));
        var question = $"instruments|{query}|{string.Join(',', classes)}|{string.Join(',', venues)}";
        var page = ListPage.Take(found, i => i.Id.Value, question, values, server.Cursors, out var problem);
        return Reply.Done(page is not { } p
            ? problem!
            : Reply.Page([.. p.Items.Select(i => Rows.Instrument(i, recorded.Contains(i.Key)))], p.NextCursor, server.Now, ServerJson.Default.PageInstrumentItem));
    }

    private Task<IResult> GetAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Done(Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)
            ? Reply.Json(Whole(instrument), ServerJson.Default.InstrumentItem)
            : problem);

    private InstrumentItem Whole(Instrument instrument)
    {
        var now = server.Now;
        var status = server.Parts.Definitions.StatusOf(instrument.Key);
        return Rows.Instrument(instrument, server.Market.Recorded.Contains(instrument.Key)) with
        {
            Session = DefinitionEndpoints.StateOf(SessionCalendar.Of(instrument), now),
            Definition = status is null ? null : new DefinitionStatusItem
            {
                RefreshedAt = status.RefreshedAt?.ToString(),
                RefreshedAtIso = status.RefreshedAt?.ToIso(),
                NextRefresh = status.NextRefresh.ToString(),
                NextRefreshIso = status.NextRefresh.ToIso(),
                Problem = status.Problem,
            },
        };
    }

    private async Task<IResult> ResolveAsync(ApiRequest request, CancellationToken ct)
    {
        var found = await server.Parts.Recorder.ResolveAsync(request.Values.RequiredText("query").Trim(), ct);
        var recorded = server.Market.Recorded;
        return Reply.Page([.. found.Select(i => Rows.Instrument(i, recorded.Contains(i.Key)))], null, server.Now, ServerJson.Default.PageInstrumentItem);
    }

    private async Task<IResult> StartAsync(ApiRequest request, CancellationToken ct)
    {
        var id = request.Values.Instrument("id");
        if (!server.Market.TryFind(id, out var instrument))
        {
            var found = await server.Parts.Recorder.ResolveAsync(id.Value, ct);
            if (found.IsEmpty) return Problem.Of(ProblemKinds.UnknownInstrument, $"The broker knows no instrument {id}.");
            if (found.Length > 1)
                return Problem.Of(ProblemKinds.ValidationFailed, $"{id} is ambiguous: {string.Join(", ", found.Select(i => i.Id.Value))}.", "id");
            instrument = found[0];
        }

        var recorded = server.Market.KindsOf(instrument.Key);
        var kinds = KindsOf(request) is { IsEmpty: false } given ? given : recorded.IsEmpty ? KindSet.TradesAndQuotes : recorded;
        await server.Parts.Recorder.StartRecordingAsync(instrument.Key, kinds, ct);
        return Recording(instrument);
    }

    private async Task<IResult> StopAsync(ApiRequest request, CancellationToken ct)
    {
        if (!Find.Instrument(server.Market, request.Values.Instrument("id"), out var instrument, out var problem)) return problem;
        await server.Parts.Recorder.StopRecordingAsync(instrument.Key, KindsOf(request) is { IsEmpty: false } given ? given : KindSet.Ticks, ct);
        return Recording(instrument);
    }

    private static Parameter Kinds(string description) => new("kinds", ParameterPlace.Either, ParameterKind.TextList, description)
    {
        Choices = [.. KindSet.Ticks.Each.Select(Words.Of)], AllowsNull = true,
    };

    private static KindSet KindsOf(ApiRequest request)
    {
        var kinds = default(KindSet);
        foreach (var word in request.Values.List("kinds") ?? [])
            if (Words.TryParse(word, out var kind)) kinds = kinds.With(kind);
        return kinds;
    }

    private JsonReply<RecordingItem> Recording(Instrument i)
    {
        var kinds = server.Market.KindsOf(i.Key);
        return Reply.Json(new RecordingItem(i.Id.Value, i.Source, i.IsSimulated, !kinds.IsEmpty, [.. kinds.Each.Select(Words.Of)]), ServerJson.Default.RecordingItem);
    }

    private static bool Matches(Instrument instrument, string? query) =>
        string.IsNullOrWhiteSpace(query)
        || instrument.Id.Value.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase)
        || instrument.RawSymbol.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase)
        || instrument.Description.Contains(query.Trim(), StringComparison.OrdinalIgnoreCase);
}

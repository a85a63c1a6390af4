using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>The gap ledger: list, explain, have filled.</summary>
internal sealed class GapEndpoints(ServerContext server, JobRunner runner)
{
    private const string Area = "Data";
    private const int MostGaps = 10_000;
    private const int LongestExplanation = 1_000;

    private static readonly Parameter InstrumentFilter = new("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only this instrument.");

    private static readonly Parameter StateFilter = new("state", ParameterPlace.Query, ParameterKind.TextList, "Only gaps in these states; may be repeated.")
    {
        Choices = [.. Enum.GetValues<GapState>().Select(s => Words.Of(s))],
    };

    private static readonly Parameter Kinds = new("kinds", ParameterPlace.Either, ParameterKind.TextList, "`trade`, `quote` or both; both when not given.")
    {
        Choices = ["trade", "quote"],
    };

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/data/gaps", "list_gaps", Area, "List gaps", ListAsync)
        {
            Description = "Holes in what was recorded that touch the range, with cause and state of the backfill. A closed market is no gap. With `as_of`: those that were written down by then; one whose state changed later is `open`.",
            Parameters = [InstrumentFilter, StateFilter, Find.Start, Find.End, ListPage.Limit, ListPage.Cursor, PastTime.Parameter],
            Answers = [new ApiAnswer(200, typeof(Page<GapItem>), "The gaps by start.")],
            Problems = [ProblemKinds.InvalidCursor, ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime],
        },
        new ApiRoute("POST", "/api/v1/data/gaps/{id}/explain", "explain_gap", Area, "Explain a gap", ExplainAsync)
        {
            Description = "Says why there is no data (holiday, halt, maintenance); the gap is not filled any more.",
            Parameters =
            [
                new Parameter("id", ParameterPlace.Path, ParameterKind.Integer, "Number of the gap.") { IsRequired = true, Minimum = 1 },
                new Parameter("explanation", ParameterPlace.Either, ParameterKind.Text, "One sentence.") { IsRequired = true, LongestText = LongestExplanation },
            ],
            Answers = [new ApiAnswer(200, typeof(GapItem), "The gap after it.")],
            Problems = [ProblemKinds.Conflict],
        },
        new ApiRoute("POST", "/api/v1/data/backfill", "backfill", Area, "Fill gaps from the source's history", BackfillAsync)
        {
            Description = "Tries the gaps of the range, also those that were given up, and the time before the first recorded tick, inside the source's "
                + "pacing rules. `dry_run` says what would be tried. With `Prefer: wait=N` it answers within N seconds; a job goes on. " + JobRunner.KeyNote,
            Parameters =
            [
                new Parameter("instrument_id", ParameterPlace.Either, ParameterKind.Instrument, "Whose gaps.") { IsRequired = true },
                Find.Start with { Place = ParameterPlace.Either, IsRequired = true },
                Find.End with { Place = ParameterPlace.Either, Description = Find.End.Description + " Now when not given." },
                Kinds,
                new Parameter("dry_run", ParameterPlace.Either, ParameterKind.Flag, "Only say what would be tried.") { Default = "false" },
            ],
            Answers =
            [
                new ApiAnswer(200, typeof(BackfillItem), "What was filled."),
                new ApiAnswer(202, typeof(JobItem), "The job that fills."),
            ],
            Problems =
            [
                ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime, ProblemKinds.BrokerDisconnected,
                .. JobRunner.Problems,
            ],
        },
    ];

    private async Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        InstrumentKey? only = null;
        if (request.Values.IsGiven("instrument_id"))
        {
            if (!Find.Instrument(server.Market, request.Values.Instrument("instrument_id"), out var instrument, out var unknown)) return unknown;
            only = instrument.Key;
        }

        if (!Find.Range(request.Values, out var from, out var to, out var wrong)) return wrong;
        var states = request.Values.List("state") ?? [];
        IEnumerable<Gap> gaps = await server.Store.ReadGapsAsync(only, from, to, MostGaps, ct);
        if (request.AsOf is { } moment) gaps = gaps.Select(g => g.KnownAt(moment)).OfType<Gap>();
        var found = gaps.Where(g => states.IsEmpty || states.Contains(Words.Of(g.State), StringComparer.OrdinalIgnoreCase));
        var question = $"gaps|{only}|{request.Values.Time("start")}|{request.Values.Time("end")}|{string.Join(',', states)}|{request.AsOf}";
        var page = ListPage.Take(found, g => $"{g.From.Value:0000000000000000000} {g.Id:0000000000}", question, request.Values, server.Cursors, out var problem);
        return page is { } p
            ? Reply.Page([.. p.Items.Select(ToItem)], p.NextCursor, request.AsOf ?? server.Now, ServerJson.Default.PageGapItem)
            : problem!;
    }

    private async Task<IResult> ExplainAsync(ApiRequest request, CancellationToken ct)
    {
        var explanation = request.Values.RequiredText("explanation").Trim();
        if (explanation.Length == 0) return Problem.Of(ProblemKinds.InvalidParameter, "'explanation' must not be empty.", "explanation");
        var id = request.Values.Integer("id")!.Value;
        return await server.Parts.Backfill.ExplainAsync(id, explanation, ct) switch
        {
            null => Problem.Of(ProblemKinds.NotFound, string.Create(CultureInfo.InvariantCulture, $"There is no gap {id}.")),
            { State: GapState.Explained } gap => Reply.Json(ToItem(gap), ServerJson.Default.GapItem),
            _ => Problem.Of(ProblemKinds.Conflict, string.Create(CultureInfo.InvariantCulture, $"Gap {id} is being filled at the moment; explain it when that has ended.")),
        };
    }

    private async Task<IResult> BackfillAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        if (!Find.Instrument(server.Market, values.Instrument("instrument_id"), out var instrument, out var unknown)) return unknown;
        if (!Find.Range(values, out var from, out var to, out var wrong)) return wrong;
        var kinds = values.List("kinds") is { IsEmpty: false } given ? given : ["trade", "quote"];
        var order = BackfillWork.OrderOf(instrument.Key, kinds, from, to < server.Now ? to : server.Now);
        if (values.Flag("dry_run") == true)
        {
            var (gaps, time) = await server.Parts.Backfill.PlanAsync(order, ct);
            return Reply.Json(new BackfillItem { InstrumentId = instrument.Id.Value, DryRun = true, Gaps = gaps, SecondsToFill = Math.Round(time.TotalSeconds, 3) },
                ServerJson.Default.BackfillItem);
        }

        var json = JsonSerializer.Serialize(new BackfillJob(instrument.Id.Value, kinds, order.From.Value, order.To.Value), JobJson.Default.BackfillJob);
        return await runner.RunAsync(request, BackfillWork.Kind, $"Backfill {instrument.Id} from {from.ToIso()}", json);
    }

    private GapItem ToItem(Gap gap) => new()
    {
        Id = gap.Id,
        InstrumentId = gap.Instrument is { } key && server.Market.TryFind(key, out var instrument) ? instrument.Id.Value : null,
        Source = gap.Source,
        Kind = Words.Of(gap.Kind),
        Start = gap.From.ToString(),
        StartIso = gap.From.ToIso(),
        End = gap.To.ToString(),
        EndIso = gap.To.ToIso(),
        StartSequence = gap.FromSequence,
        EndSequence = gap.ToSequence,
        Reason = gap.Reason,
        State = Words.Of(gap.State),
        Explanation = gap.Explanation,
        FilledTo = gap.FilledTo.Value > 0 ? gap.FilledTo.ToString() : null,
        FilledToIso = gap.FilledTo.Value > 0 ? gap.FilledTo.ToIso() : null,
        TicksFilled = gap.Ticks,
        Attempts = gap.Attempts,
    };
}

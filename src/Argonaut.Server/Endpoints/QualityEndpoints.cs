using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Trading.Quality;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>What was found about the quality of market data: counts, refused ticks, flagged ticks.</summary>
internal sealed class QualityEndpoints(ServerContext server)
{
    private const string Area = "Data";
    private const string GapRule = "gap";
    private const int MostGaps = 10_000;

    private static readonly Parameter InstrumentFilter = new("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only this instrument.");

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/data/quality", "get_quality", Area, "Quality of the data", ReportAsync)
        {
            Description = "How often each rule applied to each line, gaps included, and what is wrong now. Counts are exact; they are kept by the hour, so the range is widened to whole hours.",
            Parameters = [InstrumentFilter, Find.Start, Find.End],
            Answers = [new ApiAnswer(200, typeof(QualityReport), "Counts by instrument, kind and rule.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime],
        },
        Cases("/api/v1/data/quarantine", "list_quarantine", "List refused ticks",
            "Ticks that are in no bar and no export, newest first, as the source sent them. At most 1000 an hour, line and rule are kept; the report counts all.",
            [QualityAction.Reject]),
        Cases("/api/v1/data/suspects", "list_suspects", "List flagged ticks",
            "Ticks that are stored with a flag, proven duplicates, and facts about lines and clocks, newest first. At most 20 an hour, line and rule are kept; the report counts all.",
            [QualityAction.Flag, QualityAction.Duplicate, QualityAction.Note]),
    ];

    private ApiRoute Cases(string path, string id, string summary, string description, ImmutableArray<QualityAction> actions) =>
        new("GET", path, id, Area, summary, (request, ct) => ListAsync(path, request, actions, ct))
        {
            Description = description,
            Parameters =
            [
                InstrumentFilter,
                new Parameter("rule", ParameterPlace.Query, ParameterKind.TextList, "Only cases of these rules; may be repeated.")
                {
                    Choices = [.. QualityRules.All.Where(rule => actions.Contains(rule.Action)).Select(rule => rule.Id)],
                },
                Find.Start, Find.End, ListPage.Limit, ListPage.Cursor,
            ],
            Answers = [new ApiAnswer(200, typeof(Page<QualityCaseItem>), "Cases, newest first.")],
            Problems = [ProblemKinds.InvalidCursor, ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime],
        };

    private async Task<IResult> ReportAsync(ApiRequest request, CancellationToken ct)
    {
        if (!TryRange(request.Values, out var only, out var from, out var to, out var problem)) return problem!;
        var totals = await server.Parts.Quality.TotalsAsync(only, from, to, ct);
        var gaps = await server.Store.ReadGapsAsync(only, from, to, MostGaps, ct);
        var picture = server.Market.Quality;
        var (first, last) = (Hour(from), to.Value > long.MaxValue - UnixNanos.PerHour ? to : Hour(to + (UnixNanos.PerHour - 1)));
        return Reply.Json(new QualityReport
        {
            Start = first.ToString(),
            StartIso = first.ToIso(),
            End = last.ToString(),
            EndIso = last.ToIso(),
            Items = [.. totals.Select(ToItem).Concat(GapItems(gaps)).OrderBy(i => i.InstrumentId, StringComparer.Ordinal).ThenBy(i => i.Kind, StringComparer.Ordinal)],
            Suspects = [.. picture.Suspects.Select(s => new SuspectItem(NameOf(s.Instrument) ?? "", s.Since.ToString(), s.Since.ToIso()))],
            Clock = ToItem(picture.Clock),
            NotKept = picture.NotKept,
            AsOf = server.Now.ToString(),
            AsOfIso = server.Now.ToIso(),
        }, ServerJson.Default.QualityReport);
    }

    private async Task<IResult> ListAsync(string path, ApiRequest request, ImmutableArray<QualityAction> actions, CancellationToken ct)
    {
        var values = request.Values;
        if (!TryRange(values, out var only, out var from, out var to, out var wrong)) return wrong!;
        var rules = (values.List("rule") ?? []).Select(rule => rule.ToLowerInvariant()).ToImmutableArray();
        var question = $"{path}|{only}|{values.Time("start")}|{values.Time("end")}|{string.Join(',', rules)}";
        QualityPlace? before = null;
        if (values.Text("cursor") is { } cursor)
        {
            if (!server.Cursors.TryRead(question, cursor, out var place)) return ListPage.InvalidCursor();
            before = PlaceOf(place);
        }

        var limit = (int)(values.Integer("limit") ?? ListPage.DefaultLimit);
        var found = await server.Parts.Quality.ReadAsync(new QualityQuery(only, actions, rules, from, to, limit + 1, before), ct);
        var next = found.Length > limit ? server.Cursors.Make(question, BytesOf(found[limit - 1])) : null;
        return Reply.Page([.. found.Take(limit).Select(ToItem)], next, server.Now, ServerJson.Default.PageQualityCaseItem);
    }

    private bool TryRange(ParameterValues values, out InstrumentKey? only, out UnixNanos from, out UnixNanos to, out Problem? problem)
    {
        only = null;
        (from, to) = (default, default);
        if (values.IsGiven("instrument_id"))
        {
            if (!Find.Instrument(server.Market, values.Instrument("instrument_id"), out var instrument, out problem)) return false;
            only = instrument.Key;
        }

        return Find.Range(values, out from, out to, out problem);
    }

    private QualityItem ToItem(QualityTotal total)
    {
        var rule = QualityRules.Find(total.Rule);
        return new QualityItem
        {
            InstrumentId = NameOf(total.Instrument),
            Kind = KindOf(total.Kind),
            Rule = total.Rule,
            Action = Words.Of(rule?.Action ?? QualityAction.Note),
            Text = rule?.Text ?? "A rule of another version.",
            Count = total.Count,
            Kept = total.Kept,
            First = total.First.ToString(),
            FirstIso = total.First.ToIso(),
            Last = total.Last.ToString(),
            LastIso = total.Last.ToIso(),
        };
    }

    private IEnumerable<QualityItem> GapItems(ImmutableArray<Gap> gaps) => gaps.GroupBy(g => (g.Instrument, g.Kind)).Select(group => new QualityItem
    {
        InstrumentId = group.Key.Instrument is { } key ? NameOf(key) : null,
        Kind = KindOf(group.Key.Kind),
        Rule = GapRule,
        Action = Words.Of(QualityAction.Note),
        Text = "Open market without proof of data; the list of gaps has each.",
        Count = group.Count(),
        Kept = group.Count(),
        First = group.Min(g => g.From).ToString(),
        FirstIso = group.Min(g => g.From).ToIso(),
        Last = group.Max(g => g.From).ToString(),
        LastIso = group.Max(g => g.From).ToIso(),
    });

    private QualityCaseItem ToItem(QualityFinding finding)
    {
        var instrument = server.Market.TryFind(finding.Instrument, out var known) ? known : null;
        var (trade, quote) = finding.Tick is not { } tick || instrument is null ? (null, null)
            : tick.Kind == MarketEventKind.Quote ? ((MarketEvent?)null, (MarketEvent?)tick) : (tick, null);
        return new QualityCaseItem
        {
            At = finding.At.ToString(),
            AtIso = finding.At.ToIso(),
            InstrumentId = instrument?.Id.Value,
            Kind = KindOf(finding.Kind),
            Rule = finding.Rule,
            Action = Words.Of(finding.Action),
            Text = QualityRules.Find(finding.Rule)?.Text ?? "A rule of another version.",
            TsEvent = finding.Tick?.TsEvent.ToString(),
            TsEventIso = finding.Tick is { TsEvent.Value: >= 0 } at ? at.TsEvent.ToIso() : null,
            Price = trade is { } t ? instrument!.FormatPrice(t.A) : null,
            Size = trade is { } s ? instrument!.FormatSize(s.B) : null,
            BidPrice = quote is { } b ? instrument!.FormatPrice(b.A) : null,
            AskPrice = quote is { } a ? instrument!.FormatPrice(a.B) : null,
            BidSize = quote is { } c ? instrument!.FormatSize(c.C) : null,
            AskSize = quote is { } d ? instrument!.FormatSize(d.D) : null,
            Raw = !finding.Raw.IsEmpty ? Printable(finding.Raw.AsSpan()) : finding.Tick is { } lost && instrument is null ? IntegersOf(lost) : null,
            Detail = finding.Detail.Length > 0 ? finding.Detail : null,
        };
    }

    /// <summary>Of an instrument that nobody knows, the scales are unknown as well.</summary>
    private static string IntegersOf(in MarketEvent tick) => $"key {tick.Instrument.Value}: {tick.A} {tick.B} {tick.C} {tick.D}";

    private static string Printable(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        foreach (var one in raw)
            if (one is >= 0x20 and < 0x7F and not (byte)'\\') text.Append((char)one);
            else text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{one:X2}");
        return text.ToString();
    }

    private static ClockQualityItem ToItem(in ClockPicture clock) => new()
    {
        OffsetMs = clock.Offset?.TotalMilliseconds,
        SkewedSince = clock.SkewedSince?.ToString(),
        SkewedSinceIso = clock.SkewedSince?.ToIso(),
        LastStepMs = clock.LastStepAt.Value > 0 ? clock.LastStep.TotalMilliseconds : null,
        LastStepAt = clock.LastStepAt.Value > 0 ? clock.LastStepAt.ToString() : null,
        LastStepAtIso = clock.LastStepAt.Value > 0 ? clock.LastStepAt.ToIso() : null,
    };

    private string? NameOf(InstrumentKey key) => server.Market.TryFind(key, out var instrument) ? instrument.Id.Value : null;

    private static string? KindOf(MarketEventKind kind) => Enum.IsDefined(kind) ? Words.Of(kind) : null;

    private static UnixNanos Hour(UnixNanos at) => new(at.Value - at.Value % UnixNanos.PerHour);

    private static byte[] BytesOf(QualityFinding finding)
    {
        var place = new byte[24];
        BinaryPrimitives.WriteInt64BigEndian(place, finding.At.Value);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(8), finding.Run);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(16), finding.Number);
        return place;
    }

    private static QualityPlace PlaceOf(ReadOnlySpan<byte> place) => new(
        new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(place)),
        BinaryPrimitives.ReadInt64BigEndian(place[8..]),
        BinaryPrimitives.ReadInt64BigEndian(place[16..]));
}

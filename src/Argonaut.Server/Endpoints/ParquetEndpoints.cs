using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Export;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>The Parquet exports of the founding document and their helpers (api.md section 9).</summary>
internal sealed class ParquetEndpoints(ServerContext server, ExportFolder folder, ExportEstimates estimates, JobRunner runner)
{
    private const string Area = "Parquet";

    private static readonly Parameter Venue = new("venue", ParameterPlace.Path, ParameterKind.Text, "Data source, not the suffix of the id: `IB`. Case does not matter.")
    {
        IsRequired = true, LongestText = 32,
    };

    private static readonly Parameter Instrument = Find.Id with { Name = "instrument_id" };

    private static readonly Parameter Start = new("start", ParameterPlace.Either, ParameterKind.Time, "First `ts_init` (bars: open), included. Default: everything stored.")
    {
        Aliases = ["start_date"], AllowsNull = true,
    };

    private static readonly Parameter End = new("end", ParameterPlace.Either, ParameterKind.Time, "Last `ts_init` (bars: open), excluded. Default: now.")
    {
        Aliases = ["end_date"], AllowsNull = true,
    };

    private static readonly ImmutableArray<Parameter> Settings =
    [
        new Parameter("compression", ParameterPlace.Either, ParameterKind.Choice, "Compression of the files; default as configured.")
        {
            Choices = ["none", "snappy", "gzip", "zstd"], AllowsNull = true,
        },
        new Parameter("format", ParameterPlace.Either, ParameterKind.Choice, "`nautilus`: a NautilusTrader catalog. `flat`: plain columns below `flat/`.")
        {
            Choices = ["nautilus", "flat"], Default = "nautilus", AllowsNull = true,
        },
        new Parameter("nautilus_profile", ParameterPlace.Either, ParameterKind.Choice, "Which builds of NautilusTrader read the files; one catalog holds one.")
        {
            Choices = ["v1-hp", "v1-sp"], Default = "v1-hp", AllowsNull = true,
        },
        new Parameter("on_overlap", ParameterPlace.Either, ParameterKind.Choice, "What to do where a file covers the interval with other content.")
        {
            Choices = ["refuse", "replace", "skip"], Default = "refuse", AllowsNull = true,
        },
        new Parameter("verify", ParameterPlace.Either, ParameterKind.Flag, "Read each file back before it gets its name.") { Default = "true", AllowsNull = true },
    ];

    /// <summary>What a daily export takes when nothing is said.</summary>
    public static readonly ImmutableArray<string> DailyTimeframes = ["1m", "5m", "15m", "1h", "4h", "1D"];

    /// <inheritdoc cref="DailyTimeframes"/>
    public static readonly ImmutableArray<string> DailyDataTypes =
        [.. Enum.GetValues<ExportKind>().Where(kind => kind != ExportKind.BookDepths).Select(ExportKinds.DataTypeOf)];

    private static readonly ImmutableArray<ProblemKind> ExportProblems =
    [
        ProblemKinds.InvalidInstrumentId, ProblemKinds.AmbiguousTime, ProblemKinds.UnknownInstrument, ProblemKinds.UnknownSource, ProblemKinds.CatalogOverlap,
        ProblemKinds.Conflict, ProblemKinds.ValidationFailed, ProblemKinds.PrecisionViolation, ProblemKinds.ExportDiskFull, .. JobRunner.Problems,
    ];

    public IEnumerable<ApiRoute> Routes =>
    [
        Export("ticks", "export_ticks", "Export trades", ExportKind.Trades, []),
        Export("quotes", "export_quotes", "Export quotes", ExportKind.Quotes, []),
        Export("bars", "export_bars", "Export bars", ExportKind.Bars,
        [
            new Parameter("timeframe", ParameterPlace.Either, ParameterKind.Timeframe, "Length of a bar; this or `bar_type` is required."),
            new Parameter("bar_type", ParameterPlace.Either, ParameterKind.Text, "NautilusTrader's bar type: `AAPL.NASDAQ-1-MINUTE-LAST-EXTERNAL`."),
        ]),
        Export("deltas", "export_book_deltas", "Export order book changes", ExportKind.BookDeltas, []),
        Export("depths", "export_book_depths", "Export the best ten levels of order books", ExportKind.BookDepths, []),
        new ApiRoute("POST", "/api/v1/parquet/export/daily", "export_daily", Area, "Export one day of everything", DailyAsync)
        {
            Description = "One day of all instruments and kinds that have data. A failing part does not stop the others: status `partial`, with a problem in that part. " + JobRunner.KeyNote,
            Parameters =
            [
                new Parameter("date", ParameterPlace.Either, ParameterKind.Time, "The day: `2023-12-25`.") { IsRequired = true },
                new Parameter("venues", ParameterPlace.Either, ParameterKind.TextList, "Only these sources; default all.") { AllowsNull = true },
                new Parameter("instrument_ids", ParameterPlace.Either, ParameterKind.TextList, "Only these instruments; default all.") { AllowsNull = true },
                new Parameter("data_types", ParameterPlace.Either, ParameterKind.TextList, "Only these kinds; default all but `order_book_depths`, which is made from the deltas.")
                {
                    Choices = [.. Enum.GetValues<ExportKind>().Select(ExportKinds.DataTypeOf)], AllowsNull = true,
                },
                new Parameter("timeframes", ParameterPlace.Either, ParameterKind.TextList, "Bars of these lengths.")
                {
                    Default = "1m 5m 15m 1h 4h 1D", AllowsNull = true, LongestList = 20,
                },
                new Parameter("calendar", ParameterPlace.Either, ParameterKind.Choice,
                    "What a day is: UTC's, or the instrument's trading day from its first session to that of the next (23 and 25 hours where clocks change).")
                {
                    Choices = ["utc", "session"], Default = "utc", AllowsNull = true,
                },
                .. Settings,
            ],
            Answers = Answers(typeof(DailyResultItem)),
            Problems = [.. ExportProblems, ProblemKinds.InvalidTimeframe],
        },
        new ApiRoute("GET", "/api/v1/parquet/estimate", "estimate_export", Area, "What an export would be", EstimateAsync)
        {
            Description = "Rows, bytes and time before anything is started. Without `data_type` and `instrument_id`: everything, as a daily export takes it.",
            Parameters =
            [
                new Parameter("data_type", ParameterPlace.Query, ParameterKind.Choice, "Which kind.") { Choices = [.. Enum.GetValues<ExportKind>().Select(ExportKinds.DataTypeOf)] },
                new Parameter("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only this instrument."),
                new Parameter("timeframe", ParameterPlace.Query, ParameterKind.Timeframe, "Only bars of this length."),
                Start with { Place = ParameterPlace.Query }, End with { Place = ParameterPlace.Query },
                Settings[0] with { Place = ParameterPlace.Query }, Settings[1] with { Place = ParameterPlace.Query },
            ],
            Answers = [new ApiAnswer(200, typeof(EstimateItem), "The estimate, and where its figures come from.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime, ProblemKinds.InvalidTimeframe],
        },
        new ApiRoute("GET", "/api/v1/parquet/ledger", "list_exported_files", Area, "The ledger of exported files", LedgerAsync)
        {
            Description = "Every file that was published, with the range that was asked for and its checksum. A catalog file itself carries no metadata of ours.",
            Parameters = [new Parameter("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only this instrument."), ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<LedgerItem>), "The files by path.")],
            Problems = [ProblemKinds.InvalidCursor, ProblemKinds.InvalidInstrumentId],
        },
        new ApiRoute("GET", "/api/v1/parquet/catalog", "get_catalog", Area, "What lies in the catalog", CatalogAsync)
        {
            Parameters =
            [
                new Parameter("data_type", ParameterPlace.Query, ParameterKind.Text, "Only this kind: `trade_tick`, `quote_tick`, `bar`, `order_book_deltas`, `order_book_depths`.") { LongestText = 64 },
                new Parameter("instrument_id", ParameterPlace.Query, ParameterKind.Instrument, "Only this instrument."),
                new Parameter("include", ParameterPlace.Query, ParameterKind.Choice, "`files` adds the list of files to each item.") { Choices = ["files"] },
            ],
            Answers = [new ApiAnswer(200, typeof(CatalogReport), "Items with their intervals and gaps.")],
            Problems = [ProblemKinds.InvalidInstrumentId],
        },
        new ApiRoute("GET", "/api/v1/parquet/status", "get_parquet_status", Area, "State of the export directory", StatusAsync)
        {
            Answers = [new ApiAnswer(200, typeof(ParquetStatusItem), "Directory, space, compression and profile.")],
        },
        new ApiRoute("GET", "/api/v1/parquet/preview/{**path}", "preview_file", Area, "Metadata and first rows of a file", PreviewAsync)
        {
            Parameters =
            [
                new Parameter("path", ParameterPlace.Path, ParameterKind.Text, "Path relative to the export directory, as in `files[]`.") { IsRequired = true, LongestText = 512 },
                new Parameter("rows", ParameterPlace.Query, ParameterKind.Integer, "How many rows.") { Minimum = 1, Maximum = 1_000, Default = "20" },
            ],
            Answers = [new ApiAnswer(200, typeof(PreviewItem), "The rows as text, prices as decimals.")],
            Problems = [ProblemKinds.ValidationFailed],
        },
        new ApiRoute("POST", "/api/v1/parquet/verify", "verify_files", Area, "Re-read files and check them", VerifyAsync)
        {
            Description = "Reads files completely and names everything NautilusTrader would refuse, and compares each with the checksum in the ledger. Without `paths`: the whole catalog.",
            Parameters =
            [
                new Parameter("paths", ParameterPlace.Either, ParameterKind.TextList, "Paths relative to the export directory.") { AllowsNull = true, LongestText = 512 },
            ],
            Answers = Answers(typeof(VerifyReport)),
            Problems = JobRunner.Problems,
        },
    ];

    private static ImmutableArray<ApiAnswer> Answers(Type result) =>
    [
        new ApiAnswer(200, result, "Finished within the time of `Prefer: wait=N` (default 30 s)."),
        new ApiAnswer(202, typeof(JobItem), "Still running; `Location` names the job."),
    ];

    private ApiRoute Export(string noun, string id, string summary, ExportKind kind, ImmutableArray<Parameter> more) =>
        new("POST", $"/api/v1/parquet/export/{noun}/{{venue}}/{{instrument_id}}", id, Area, summary, (request, _) => ExportAsync(kind, request))
        {
            Description = "Parameters may stand in the query string or in a JSON body. Header `Prefer: wait=N` (0 to 600 s) sets how long to wait for the result. " + JobRunner.KeyNote,
            Parameters = [Venue, Instrument, .. more, Start, End, .. Settings],
            Answers = Answers(typeof(ExportResultItem)),
            Problems = kind == ExportKind.Bars ? [.. ExportProblems, ProblemKinds.InvalidTimeframe] : ExportProblems,
        };

    private async Task<IResult> ExportAsync(ExportKind kind, ApiRequest request)
    {
        var values = request.Values;
        if (SourceNames.Canonical(server, values.RequiredText("venue")) is not { } source) return UnknownSource(values.RequiredText("venue"));
        if (!Find.Instrument(server.Market, values.Instrument("instrument_id"), out var instrument, out var problem)) return problem;
        if (instrument.Source != source)
            return Problem.Of(ProblemKinds.UnknownInstrument, $"{instrument.Id} is recorded from {instrument.Source}, not from {source}.");
        if (Identifiers.Problem(instrument.Id.Value, OperatingSystem.IsWindows()) is { } reason) return Problem.Of(ProblemKinds.InvalidInstrumentId, reason, "instrument_id");
        if (!Find.Range(values, out var from, out _, out problem)) return problem;
        var to = values.Time("end") ?? server.Now;
        if (from >= to) return Problem.Of(ProblemKinds.InvalidParameter, "The range is empty: 'start' must be before 'end'.", "start");
        if (!Length(kind, values, instrument, out var timeframe, out problem)) return problem!;
        if (!SettingsOf(values, out var settings, out var compression, out problem)) return problem!;

        var order = new ExportOrder(kind, instrument, timeframe, from, to, settings, compression);
        return await runner.RunAsync(request, ExportJobs.Export, order.Title, ExportJobs.RequestOf(order));
    }

    private async Task<IResult> DailyAsync(ApiRequest request, CancellationToken _)
    {
        var values = request.Values;
        var sources = ImmutableArray.CreateBuilder<string>();
        foreach (var name in values.List("venues") ?? [])
        {
            if (SourceNames.Canonical(server, name) is not { } source) return UnknownSource(name);
            sources.Add(source);
        }

        var instruments = ImmutableArray.CreateBuilder<Instrument>();
        foreach (var text in values.List("instrument_ids") ?? [])
        {
            if (!InstrumentId.TryParse(text, out var id)) return Problem.Of(ProblemKinds.InvalidInstrumentId, "Expected instrument ids such as AAPL.NASDAQ.", "instrument_ids");
            if (!Find.Instrument(server.Market, id, out var instrument, out var unknown)) return unknown;
            instruments.Add(instrument);
        }

        var timeframes = ImmutableArray.CreateBuilder<string>();
        foreach (var text in values.List("timeframes") ?? DailyTimeframes)
        {
            if (!Timeframe.TryParse(text, out var timeframe))
                return Problem.Of(ProblemKinds.InvalidTimeframe, $"Allowed timeframes: {string.Join(' ', Timeframe.All.Select(t => t.Code))}.", "timeframes");
            timeframes.Add(timeframe.Code);
        }

        if (!SettingsOf(values, out var settings, out var compression, out var problem)) return problem!;
        var date = values.Time("date")!.Value.UtcDate;
        if (date.Year > 2261) return Problem.Of(ProblemKinds.InvalidParameter, "'date' must be before 2262.", "date");
        var order = new DailyExport.Order(
            date, values.Text("calendar") == "session", values.List("venues") is null ? null : sources.ToImmutable(), values.List("instrument_ids") is null ? null : instruments.ToImmutable(),
            values.List("data_types") ?? DailyDataTypes, timeframes.ToImmutable(), settings, compression);
        return await runner.RunAsync(
            request, ExportJobs.Daily, $"Daily export of {date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", ExportJobs.RequestOf(order));
    }

    private async Task<IResult> EstimateAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        Instrument? instrument = null;
        if (values.IsGiven("instrument_id"))
        {
            if (!Find.Instrument(server.Market, values.Instrument("instrument_id"), out var known, out var unknown)) return unknown;
            instrument = known;
        }

        if (!Find.Range(values, out var from, out _, out var problem)) return problem;
        var to = values.Time("end") ?? server.Now;
        if (from >= to) return Problem.Of(ProblemKinds.InvalidParameter, "The range is empty: 'start' must be before 'end'.", "start");
        var kinds = Enum.GetValues<ExportKind>()
            .Where(kind => values.Text("data_type") is { } type ? ExportKinds.DataTypeOf(kind) == type : kind != ExportKind.BookDepths).ToArray();
        Timeframe[] timeframes = values.Timeframe("timeframe") is { } one ? [one]
            : values.Text("data_type") is null ? [.. DailyTimeframes.Select(text => Timeframe.TryParse(text, out var t) ? t : default)] : [];
        var compression = values.Text("compression") ?? server.Options.Compression;
        var item = await estimates.EstimateAsync(instrument, kinds, timeframes, from, to, values.Text("format") ?? "nautilus", compression, folder.FreeBytes(), ct);
        return Reply.Json(item, ServerJson.Default.EstimateItem);
    }

    private async Task<IResult> LedgerAsync(ApiRequest request, CancellationToken ct)
    {
        var only = request.Values.IsGiven("instrument_id") ? request.Values.Instrument("instrument_id").Value : null;
        var records = (await server.Parts.Ledger.ListAsync(null, ct)).Where(r => only is null || r.Identity.InstrumentId == only);
        var page = ListPage.Take(records, r => r.Path, $"ledger|{only}", request.Values, server.Cursors, out var problem);
        return page is { } p ? Reply.Page([.. p.Items.Select(ToItem)], p.NextCursor, server.Now, ServerJson.Default.PageLedgerItem) : problem!;
    }

    private static LedgerItem ToItem(ExportRecord record) => new()
    {
        Path = record.Path,
        Kind = record.Identity.Kind,
        InstrumentId = record.Identity.InstrumentId,
        Start = record.Identity.Kind == "instrument" ? null : record.Identity.From.ToString(),
        End = record.Identity.Kind == "instrument" ? null : record.Identity.To.ToString(),
        Rows = record.Rows,
        Bytes = record.Bytes,
        Sha256 = record.Sha256,
        TsInitMin = record.FirstTsInit.ToString(),
        TsInitMax = record.LastTsInit.ToString(),
        State = record.State.ToString().ToLowerInvariant(),
        NautilusProfile = record.Identity.Profile,
        Options = record.Options,
    };

    private async Task<IResult> CatalogAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        var instrument = values.IsGiven("instrument_id") ? values.Instrument("instrument_id").Value : null;
        var report = await new CatalogReports(server).ReadAsync(values.Text("data_type"), instrument, values.Text("include") == "files", ct);
        return Reply.Json(report, ServerJson.Default.CatalogReport);
    }

    private Task<IResult> StatusAsync(ApiRequest request, CancellationToken ct)
    {
        var problem = folder.Check();
        return Reply.Done(Reply.Json(new ParquetStatusItem
        {
            Status = problem is null ? "ok" : "down",
            Directory = Path.GetFileName(folder.Path),
            Writable = problem is null,
            FreeBytes = folder.FreeBytes(),
            Compression = server.Options.Compression,
            Compressions = ["none", "snappy", "gzip", "zstd"],
            Format = "nautilus",
            NautilusProfile = "v1-hp",
            Problem = problem,
        }, ServerJson.Default.ParquetStatusItem));
    }

    private async Task<IResult> PreviewAsync(ApiRequest request, CancellationToken ct)
    {
        var path = request.Values.RequiredText("path");
        var rows = (int)(request.Values.Integer("rows") ?? 20);
        try
        {
            var preview = await Task.Run(() => CatalogPreview.Read(server.Parts.ExportDirectory, path, rows), ct);
            return preview is null ? Problem.Of(ProblemKinds.NotFound, "There is no such file in the export directory.") : Reply.Json(PreviewRows.Of(path, preview, SourceOf(preview)), ServerJson.Default.PreviewItem);
        }
        catch (CatalogRefusedException e)
        {
            return ExportService.Refusal(e);
        }
    }

    private string SourceOf(CatalogPreview preview) =>
        InstrumentId.TryParse(preview.InstrumentId, out var id) && server.Market.TryFind(id, out var instrument) ? instrument.Source : "";

    private Task<IResult> VerifyAsync(ApiRequest request, CancellationToken _)
    {
        var paths = request.Values.List("paths");
        return runner.RunAsync(
            request, ExportJobs.Verify, paths is { } p ? $"Verify {p.Length} files" : "Verify the catalog",
            JsonSerializer.Serialize(new VerifyJob(paths), JobJson.Default.VerifyJob));
    }

    private static bool Length(ExportKind kind, ParameterValues values, Instrument instrument, out Timeframe? timeframe, out Problem? problem)
    {
        timeframe = null;
        problem = null;
        if (kind != ExportKind.Bars) return true;
        timeframe = values.Timeframe("timeframe");
        if (values.Text("bar_type") is { } barType)
        {
            var named = Timeframe.All.Where(t => t.BarTypeOf(instrument.Id, instrument.BarPriceType) == barType).Select(t => (Timeframe?)t).FirstOrDefault();
            if (named is null || (timeframe is not null && timeframe != named))
            {
                problem = Problem.Of(ProblemKinds.InvalidParameter,
                    $"Expected a bar type such as {(timeframe ?? Timeframe.Minute1).BarTypeOf(instrument.Id, instrument.BarPriceType)}.", "bar_type");
                return false;
            }

            timeframe = named;
        }

        if (timeframe is not null) return true;
        problem = Problem.Of(ProblemKinds.InvalidTimeframe, $"'timeframe' or 'bar_type' is required. Timeframes: {string.Join(' ', Timeframe.All.Select(t => t.Code))}.", "timeframe");
        return false;
    }

    private bool SettingsOf(ParameterValues values, out ExportSettings settings, out string compression, out Problem? problem)
    {
        problem = null;
        compression = values.Text("compression") ?? server.Options.Compression;
        settings = new ExportSettings();
        var known = ExportJobs.SettingsOf(values.Text("format"), values.Text("nautilus_profile"), values.Text("on_overlap"), values.Flag("verify") ?? true, compression);
        if (known is not null)
        {
            settings = known;
            return true;
        }

        problem = Problem.Of(ProblemKinds.InvalidParameter, "'compression' must be one of none, snappy, gzip, zstd.", "compression");
        return false;
    }

    private Problem UnknownSource(string name) =>
        Problem.Of(ProblemKinds.UnknownSource, $"'{name}' is not a data source here. Known: {string.Join(", ", SourceNames.All(server))}.", "venue");
}

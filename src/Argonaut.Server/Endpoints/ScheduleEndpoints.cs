using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Export;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Exports that are ordered every night.</summary>
internal sealed class ScheduleEndpoints(ServerContext server, JobQueue jobs)
{
    private const string Area = "Parquet";
    private const int Most = 50;

    private static readonly Parameter Id = new("id", ParameterPlace.Path, ParameterKind.Integer, "Number of the schedule.") { IsRequired = true, Minimum = 1 };

    private static readonly ImmutableArray<Parameter> Fields =
    [
        new("name", ParameterPlace.Either, ParameterKind.Text, "How it is called; no two have the same name.") { IsRequired = true, LongestText = 100 },
        new("time", ParameterPlace.Either, ParameterKind.Text, "Time of day in the zone, `02:30`: each night the UTC day that has ended is exported.") { IsRequired = true, LongestText = 5 },
        new("time_zone", ParameterPlace.Either, ParameterKind.Text, "IANA name of the zone.") { Default = "UTC", LongestText = 64 },
        new("instrument_ids", ParameterPlace.Either, ParameterKind.TextList, "Only these instruments; default all that have data.") { AllowsNull = true },
        new("data_types", ParameterPlace.Either, ParameterKind.TextList, "Only these kinds; default all but `order_book_depths`.")
        {
            Choices = [.. Enum.GetValues<ExportKind>().Select(ExportKinds.DataTypeOf)], AllowsNull = true,
        },
        new("timeframes", ParameterPlace.Either, ParameterKind.TextList, "Bars of these lengths.") { Default = "1m 5m 15m 1h 4h 1D", AllowsNull = true, LongestList = 20 },
        new("compression", ParameterPlace.Either, ParameterKind.Choice, "Compression of the files; default as configured.")
        {
            Choices = ["none", "snappy", "gzip", "zstd"], AllowsNull = true,
        },
        new("on_overlap", ParameterPlace.Either, ParameterKind.Choice, "Where a file covers the day already: write the union, or leave what is there.")
        {
            Choices = ["replace", "skip"], Default = "replace", AllowsNull = true,
        },
        new("enabled", ParameterPlace.Either, ParameterKind.Flag, "Off: nothing is ordered, and what was missed meanwhile is not caught up.") { Default = "true" },
    ];

    private static ImmutableArray<ProblemKind> FieldProblems =>
        [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.InvalidTimeframe, ProblemKinds.Conflict];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/parquet/schedules", "list_export_schedules", Area, "List nightly exports", ListAsync)
        {
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<ScheduleItem>), "The schedules by number, with last and next run.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("POST", "/api/v1/parquet/schedules", "add_export_schedule", Area, "Export every night", AddAsync)
        {
            Description = "Runs over restarts; nights in which the program did not run are caught up once, up to 31 days.",
            Parameters = Fields,
            Answers = [new ApiAnswer(201, typeof(ScheduleItem), "The new schedule; `ETag` is its version.")],
            Problems = [.. FieldProblems, ProblemKinds.ValidationFailed],
        },
        new ApiRoute("PUT", "/api/v1/parquet/schedules/{id}", "change_export_schedule", Area, "Change a nightly export", ChangeAsync)
        {
            Description = "Replaces the whole schedule. Needs `If-Match` with its `ETag`.",
            Parameters = [Id, .. Fields],
            Answers = [new ApiAnswer(200, typeof(ScheduleItem), "The schedule after it.")],
            Problems = [.. FieldProblems, ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
        new ApiRoute("DELETE", "/api/v1/parquet/schedules/{id}", "remove_export_schedule", Area, "Remove a nightly export", RemoveAsync)
        {
            Description = "Files and jobs stay. Needs `If-Match` with its `ETag`.",
            Parameters = [Id],
            Answers = [new ApiAnswer(204, null, "It is gone.")],
            Problems = [ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
    ];

    private IExportSchedules Schedules => server.Parts.Schedules;

    private async Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var all = await Schedules.ListAsync(ct);
        var page = ListPage.Take(all, s => $"{s.Id:0000000000000000000}", "schedules", request.Values, server.Cursors, out var problem);
        if (page is not { } p) return problem!;
        var items = ImmutableArray.CreateBuilder<ScheduleItem>(p.Items.Length);
        foreach (var schedule in p.Items) items.Add(await ToItemAsync(schedule, ct));
        return Reply.Page(items.ToImmutable(), p.NextCursor, server.Now, ServerJson.Default.PageScheduleItem);
    }

    private async Task<IResult> AddAsync(ApiRequest request, CancellationToken ct)
    {
        if ((await Schedules.ListAsync(ct)).Length >= Most) return Problem.Of(ProblemKinds.ValidationFailed, $"There are {Most} schedules; remove one first.");
        if (Read(request, server.Now.UtcDate, out var problem) is not { } schedule) return problem!;
        return await Schedules.AddAsync(schedule, ct) is { } added ? await ShownAsync(request, added, StatusCodes.Status201Created, ct) : NameTaken(schedule.Name);
    }

    private async Task<IResult> ChangeAsync(ApiRequest request, CancellationToken ct)
    {
        var all = await Schedules.ListAsync(ct);
        if (all.FirstOrDefault(s => s.Id == request.Values.Integer("id")) is not { } known) return Missing(request);
        if (EntityTag.Of(request) is not { } version) return EntityTag.Missing($"schedule {known.Id}", known.Version);
        // Days that went by while it was off are not caught up when it is switched on.
        var today = server.Now.UtcDate;
        if (Read(request, known.IsEnabled ? known.NextDay : today, out var problem) is not { } schedule) return problem!;
        if (all.Any(s => s.Id != known.Id && s.Name == schedule.Name)) return NameTaken(schedule.Name);
        return await Schedules.ChangeAsync(schedule with { Id = known.Id, Version = version }, ct) is { } changed
            ? await ShownAsync(request, changed, StatusCodes.Status200OK, ct)
            : EntityTag.Stale($"schedule {known.Id}");
    }

    private async Task<IResult> RemoveAsync(ApiRequest request, CancellationToken ct)
    {
        if ((await Schedules.ListAsync(ct)).FirstOrDefault(s => s.Id == request.Values.Integer("id")) is not { } known) return Missing(request);
        if (EntityTag.Of(request) is not { } version) return EntityTag.Missing($"schedule {known.Id}", known.Version);
        return await Schedules.RemoveAsync(known.Id, version, ct) ? EmptyReply.NoContent : EntityTag.Stale($"schedule {known.Id}");
    }

    /// <summary>The schedule of the body; null with what is wrong with it.</summary>
    private ExportSchedule? Read(ApiRequest request, DateOnly nextDay, out Problem? problem)
    {
        var values = request.Values;
        problem = null;
        if (!TimeOnly.TryParseExact(values.RequiredText("time"), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            problem = Problem.Of(ProblemKinds.InvalidParameter, "'time' must be hours and minutes such as 02:30.", "time");
            return null;
        }

        var zone = values.Text("time_zone") ?? "UTC";
        if (!TimeZones.TryFind(zone, out _))
        {
            problem = Problem.Of(ProblemKinds.InvalidParameter, $"'{zone}' is no time zone; expected an IANA name such as America/New_York.", "time_zone");
            return null;
        }

        foreach (var text in values.List("instrument_ids") ?? [])
        {
            if (!InstrumentId.TryParse(text, out var id))
            {
                problem = Problem.Of(ProblemKinds.InvalidInstrumentId, "Expected instrument ids such as AAPL.NASDAQ.", "instrument_ids");
                return null;
            }

            if (!Find.Instrument(server.Market, id, out _, out problem)) return null;
        }

        var timeframes = ImmutableArray.CreateBuilder<string>();
        foreach (var text in values.List("timeframes") ?? ParquetEndpoints.DailyTimeframes)
        {
            if (!Timeframe.TryParse(text, out var timeframe))
            {
                problem = Problem.Of(ProblemKinds.InvalidTimeframe, $"Allowed timeframes: {string.Join(' ', Timeframe.All.Select(t => t.Code))}.", "timeframes");
                return null;
            }

            timeframes.Add(timeframe.Code);
        }

        var daily = new DailyJob(
            nextDay, false, null, values.List("instrument_ids"), values.List("data_types") ?? ParquetEndpoints.DailyDataTypes, timeframes.ToImmutable(), "nautilus", "v1-hp",
            values.Text("on_overlap") ?? "replace", true, values.Text("compression") ?? server.Options.Compression);
        return new ExportSchedule(
            0, values.RequiredText("name"), values.Flag("enabled") ?? true, time, zone.Trim(), JsonSerializer.Serialize(daily, JobJson.Default.DailyJob), nextDay, null, 0,
            UnixNanos.Zero);
    }

    private async Task<IResult> ShownAsync(ApiRequest request, ExportSchedule schedule, int status, CancellationToken ct)
    {
        EntityTag.Set(request, schedule.Version);
        return Reply.Json(await ToItemAsync(schedule, ct), ServerJson.Default.ScheduleItem, status);
    }

    private async Task<ScheduleItem> ToItemAsync(ExportSchedule schedule, CancellationToken ct)
    {
        var daily = JsonSerializer.Deserialize(schedule.Request, JobJson.Default.DailyJob)!;
        UnixNanos? next = schedule.IsEnabled ? ScheduleTimes.DueOf(schedule, schedule.NextDay) : null;
        return new ScheduleItem
        {
            Id = schedule.Id,
            Name = schedule.Name,
            Enabled = schedule.IsEnabled,
            Time = schedule.TimeOfDay.ToString("HH:mm", CultureInfo.InvariantCulture),
            TimeZone = schedule.TimeZone,
            InstrumentIds = daily.Instruments,
            DataTypes = daily.DataTypes,
            Timeframes = daily.Timeframes,
            Compression = daily.Compression,
            OnOverlap = daily.OnOverlap,
            NextDate = schedule.NextDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            NextRun = next?.ToString(),
            NextRunIso = next?.ToIso(),
            LastJob = schedule.LastJob is { } id ? (await jobs.FindAsync(id, ct))?.ToItem() : null,
            Version = schedule.Version,
        };
    }

    private static Problem NameTaken(string name) => Problem.Of(ProblemKinds.Conflict, $"Another schedule is called '{name}'.", "name");

    private static Problem Missing(ApiRequest request) => Problem.Of(ProblemKinds.NotFound, $"There is no schedule {request.Values.Integer("id")}.");
}

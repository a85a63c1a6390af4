using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>How long stored data is kept, and deleting what is older.</summary>
internal sealed class RetentionEndpoints(ServerContext server, JobRunner runner)
{
    private const string Area = "Data";
    private const int ShownRuns = 20;
    private const int LookAheadDays = 7;

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/data/retention", "get_retention", Area, "How long data is kept", GetAsync)
        {
            Answers = [new ApiAnswer(200, typeof(RetentionReport), "The policy in force, what is stored, maintenance and the last runs.")],
        },
        new ApiRoute("GET", "/api/v1/data/retention/due", "list_retention_due", Area, "What is deleted next", ListDueAsync)
        {
            Description = "The partitions that are past their period and those that will be within some days, with what they hold, whether published files hold "
                + "all of it, and why one stays. Nothing is deleted or locked; a run looks again.",
            Parameters =
            [
                new Parameter("days", ParameterPlace.Query, ParameterKind.Integer, "How far to look ahead.") { Minimum = 0, Maximum = 366, Default = "7" },
                ListPage.Limit, ListPage.Cursor,
            ],
            Answers = [new ApiAnswer(200, typeof(Page<RetentionPartitionItem>), "Partitions, the earliest due first.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("PUT", "/api/v1/data/retention", "set_retention", Area, "Set how long data is kept", SetAsync)
        {
            Description = "What is not given stays as it is. The policy is kept in the database and wins over the configuration from then on.",
            Parameters =
            [
                Period("ticks", "Trades."), Period("quotes", "Quotes."), Period("bars_seconds", "Bars shorter than a minute."),
                Period("bars_minutes", "Bars from one to fifteen minutes."), Period("bars_long", "Longer bars."),
                Period("pack_after", "When a day of ticks is packed."),
                new Parameter("delete_unexported", ParameterPlace.Either, ParameterKind.Flag, "Also delete what no published export holds.") { AllowsNull = true },
            ],
            Answers = [new ApiAnswer(200, typeof(RetentionReport), "The policy after it.")],
        },
        new ApiRoute("POST", "/api/v1/data/retention/run", "run_retention", Area, "Delete what is older than its period", RunAsync)
        {
            Description = "Whole UTC days (minute bars: weeks) that are past their period; what no export holds stays unless the policy says otherwise. Header `Prefer: wait=N` as of exports. " + JobRunner.KeyNote,
            Parameters =
            [
                new Parameter("dry_run", ParameterPlace.Either, ParameterKind.Flag, "Only say what would be deleted.") { Default = "false", AllowsNull = true },
            ],
            Answers =
            [
                new ApiAnswer(200, typeof(RetentionResultItem), "Finished within the time of `Prefer: wait=N` (default 30 s)."),
                new ApiAnswer(202, typeof(JobItem), "Still running; `Location` names the job."),
            ],
            Problems = JobRunner.Problems,
        },
    ];

    private IStoreMaintenance Maintenance => server.Parts.Maintenance;

    /// <summary>Also on the truth page.</summary>
    public static MaintenanceItem ToItem(MaintenanceStatus status) => new()
    {
        State = status.IsWorking ? "working" : "waiting",
        Activity = status.Activity,
        LastRound = Time(status.LastRound)?.ToString(),
        LastRoundIso = Time(status.LastRound)?.ToIso(),
        NextRound = Time(status.NextRound)?.ToString(),
        NextRoundIso = Time(status.NextRound)?.ToIso(),
        PackedDays = status.PackedDays,
        PackedTicks = status.PackedTicks,
        Problem = status.Problem,
        Unreadable = status.Unreadable,
        Strains = status.Strains,
    };

    private static Parameter Period(string name, string description) =>
        new(name, ParameterPlace.Either, ParameterKind.Text, $"{description} Whole days such as `30d`, or `never`.") { LongestText = 16, AllowsNull = true };

    private async Task<IResult> GetAsync(ApiRequest request, CancellationToken ct) => Reply.Json(await ReportAsync(ct), ServerJson.Default.RetentionReport);

    private async Task<IResult> ListDueAsync(ApiRequest request, CancellationToken ct)
    {
        var days = (int)(request.Values.Integer("days") ?? LookAheadDays);
        var due = await Maintenance.ListDueAsync(days, ct);
        var page = ListPage.Take(due, one => $"{one.Due.Value:0000000000000000000} {one.Table}", $"retention due|{days}", request.Values, server.Cursors, out var problem);
        if (page is not { } p) return problem!;
        var items = await Maintenance.ExamineAsync(p.Items, ct);
        return Reply.Page([.. items.Select(ToItem)], p.NextCursor, server.Now, ServerJson.Default.PageRetentionPartitionItem);
    }

    private async Task<IResult> SetAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        var policy = (await Maintenance.ReadPolicyAsync(ct)).Policy;
        Problem? problem = null;
        int? Days(string name, int? current)
        {
            if (values.Text(name) is not { } text) return current;
            if (TryParse(text, out var days)) return days;
            problem = Problem.Of(ProblemKinds.InvalidParameter, $"'{name}' must be days from 1d to {RetentionPolicy.MaxDays}d, or never; found '{text}'.", name);
            return current;
        }

        policy = policy with
        {
            Ticks = Days("ticks", policy.Ticks),
            Quotes = Days("quotes", policy.Quotes),
            BarsSeconds = Days("bars_seconds", policy.BarsSeconds),
            BarsMinutes = Days("bars_minutes", policy.BarsMinutes),
            BarsLong = Days("bars_long", policy.BarsLong),
            PackAfter = Days("pack_after", policy.PackAfter),
            DeleteUnexported = values.Flag("delete_unexported") ?? policy.DeleteUnexported,
        };
        if (problem is not null) return problem;
        await Maintenance.SavePolicyAsync(policy, ct);
        return Reply.Json(await ReportAsync(ct), ServerJson.Default.RetentionReport);
    }

    private Task<IResult> RunAsync(ApiRequest request, CancellationToken _)
    {
        var isDryRun = request.Values.Flag("dry_run") ?? false;
        return runner.RunAsync(
            request, RetentionWork.Kind, isDryRun ? "Retention, dry run" : "Retention", JsonSerializer.Serialize(new RetentionJob(isDryRun), JobJson.Default.RetentionJob));
    }

    private async Task<RetentionReport> ReportAsync(CancellationToken ct)
    {
        var policy = await Maintenance.ReadPolicyAsync(ct);
        var now = server.Now;
        return new RetentionReport
        {
            RetentionPolicies = ToItem(policy.Policy),
            Stored = [.. (await Maintenance.ReadStoredAsync(ct)).Select(ToItem)],
            Origin = policy.IsStored ? "stored" : "configuration",
            Maintenance = ToItem(Maintenance.Status),
            Runs = [.. (await Maintenance.ReadRunsAsync(ShownRuns, ct)).Select(ToItem)],
            AsOf = now.ToString(),
            AsOfIso = now.ToIso(),
        };
    }

    private static RetentionPolicyItem ToItem(RetentionPolicy policy) => new()
    {
        Ticks = Text(policy.Ticks),
        Quotes = Text(policy.Quotes),
        BarsSeconds = Text(policy.BarsSeconds),
        BarsMinutes = Text(policy.BarsMinutes),
        BarsLong = Text(policy.BarsLong),
        PackAfter = Text(policy.PackAfter),
        DeleteUnexported = policy.DeleteUnexported,
    };

    private static StoredDataItem ToItem(StoredData stored) => new()
    {
        Kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(stored.Kind.ToString()),
        Kept = Text(stored.KeptDays),
        Rows = stored.Rows,
        PackedRows = stored.PackedRows,
        Bytes = stored.Bytes,
        PackedBytes = stored.PackedBytes,
        Partitions = stored.Partitions,
        Oldest = stored.From?.ToString(),
        OldestIso = stored.From?.ToIso(),
        NextDue = stored.NextDue?.ToString(),
        NextDueIso = stored.NextDue?.ToIso(),
    };

    private static RetentionRunItem ToItem(RetentionRun run) => new()
    {
        Id = run.Id,
        Started = run.Started.ToString(),
        StartedIso = run.Started.ToIso(),
        Finished = run.Finished?.ToString(),
        FinishedIso = run.Finished?.ToIso(),
        DeletedRecords = new DeletedRecordsItem(run.Ticks, run.Quotes, run.Bars),
        Partitions = run.Partitions,
        Bytes = run.Bytes,
        Kept = run.Kept,
        Outcome = run.Outcome,
        Detail = run.Detail,
    };

    public static RetentionResultItem ToItem(RetentionResult result, string jobId)
    {
        var deleted = result.Items.Where(item => item.Kept is null).ToImmutableArray();
        long Rows(params ReadOnlySpan<RetentionKind> kinds)
        {
            long rows = 0;
            foreach (var item in deleted)
                if (kinds.Contains(item.Kind)) rows += item.Rows;
            return rows;
        }

        return new RetentionResultItem
        {
            JobId = jobId,
            Status = deleted.Length == result.Items.Length ? "success" : "partial",
            DryRun = result.IsDryRun,
            ExecutedAt = result.ExecutedAt.ToString(),
            ExecutedAtIso = result.ExecutedAt.ToIso(),
            DeletedRecords = new DeletedRecordsItem(
                Rows(RetentionKind.Ticks), Rows(RetentionKind.Quotes), Rows(RetentionKind.BarsSeconds, RetentionKind.BarsMinutes, RetentionKind.BarsLong)),
            RetentionPolicies = ToItem(result.Policy),
            Bytes = deleted.Sum(item => item.Bytes),
            Partitions = [.. result.Items.Select(ToItem)],
        };
    }

    private static RetentionPartitionItem ToItem(RetentionItem item) => new()
    {
        Kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(item.Kind.ToString()),
        Table = item.Table,
        Start = item.From.Value < 0 ? null : item.From.ToString(),
        StartIso = item.From.Value < 0 ? null : item.From.ToIso(),
        End = item.To.ToString(),
        EndIso = item.To.ToIso(),
        Rows = item.Rows,
        Bytes = item.Bytes,
        Exported = item.IsExported,
        Due = item.Due.ToString(),
        DueIso = item.Due.ToIso(),
        Deleted = item.Kept is null,
        Kept = item.Kept is { } kept ? JsonNamingPolicy.SnakeCaseLower.ConvertName(kept.ToString()) : null,
    };

    private static string Text(int? days) => days is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some}d") : "never";

    private static bool TryParse(string text, out int? days)
    {
        days = null;
        if (text.Equals("never", StringComparison.OrdinalIgnoreCase)) return true;
        if (!text.EndsWith('d') || !int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var some)) return false;
        days = some;
        return some is > 0 and <= RetentionPolicy.MaxDays;
    }

    private static UnixNanos? Time(UnixNanos at) => at.Value > 0 ? at : null;
}

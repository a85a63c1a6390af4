using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Argonaut.Domain;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Metrics;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>What runs here and how it is: info, status, clock, health, metrics.</summary>
internal sealed class SystemEndpoints(ServerContext server, StatusBuilder status, StoreWatch store, ExportFolder exports, MetricsPage metrics, FigureLog figures)
{
    private const string Area = "System";

    /// <summary>How far back restarts are told.</summary>
    private const long RestartDays = 7;

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/system/info", "get_system_info", Area, "Version and mode", InfoAsync)
        {
            Answers = [new ApiAnswer(200, typeof(SystemInfo), "What runs here, and the role of this request.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/api/v1/system/status", "get_system_status", Area, "Everything the system page shows", StatusAsync)
        {
            Description = "With `as_of`: as it was noted last by then, which is within a second after a state changed, or else at most ten minutes before; the answer's own `as_of` tells when.",
            Parameters = [PastTime.Parameter],
            Answers = [new ApiAnswer(200, typeof(SystemStatus), "State, counters and reasons.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/api/v1/system/clock", "get_clock", Area, "Server time", ClockAsync)
        {
            Answers = [new ApiAnswer(200, typeof(ClockItem), "The time now and the broker's offset.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/api/v1/system/history", "get_system_history", Area, "Figures of the last hour", HistoryAsync)
        {
            Description = "The figures of the system page since the start, at most of the last hour, each with its name in `/metrics`.",
            Answers = [new ApiAnswer(200, typeof(FigureHistory), "One list of values for each figure.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/api/v1/system/doctor", "get_doctor", Area, "What this machine lacks", DoctorAsync)
        {
            Description = "The lines of `argonaut doctor`, looked at now: what was found, and what to do about it.",
            Answers = [new ApiAnswer(200, typeof(Page<CheckItem>), "One line for each thing that was looked at.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/health/live", "get_health_live", Area, "Is the process alive", LiveAsync)
        {
            Answers = [new ApiAnswer(200, typeof(LiveReport), "It serves.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/health/ready", "get_health_ready", Area, "Is it ready", (r, ct) => HealthAsync(r, false, ct))
        {
            Description = "Ready when the start is complete, the database answers and the export directory is writable. A broker that is away does not matter.",
            Answers = [new ApiAnswer(200, typeof(HealthReport), "Ready."), new ApiAnswer(503, typeof(HealthReport), "Not ready: the failing checks.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/health", "get_health", Area, "Full health report", (r, ct) => HealthAsync(r, true, ct))
        {
            Description = "The checks of readiness and the state of each component. From afar without a token: the overall state alone.",
            Answers = [new ApiAnswer(200, typeof(HealthReport), "Ready."), new ApiAnswer(503, typeof(HealthReport), "Not ready: the failing checks.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/metrics", "get_metrics", Area, "Prometheus metrics", MetricsAsync)
        {
            Answers = [new ApiAnswer(200, typeof(string), "Prometheus text.", "text/plain")],
            IsOpenBeforeReady = true,
        },
    ];

    private Task<IResult> InfoAsync(ApiRequest request, CancellationToken ct)
    {
        var facts = server.Parts.Facts;
        return Reply.Done(Reply.Json(new SystemInfo
        {
            Mode = facts.Mode,
            Simulated = server.IsSimulated,
            Auth = new AuthItem(RoleText.Of(server.Options.AuthMode), RoleText.Of(request.Caller.Role ?? Role.Viewer), request.Caller.TokenName, request.Caller.SessionId is not null),
            Version = facts.Version,
            Commit = facts.Commit,
            Runtime = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
            StartedAt = facts.StartedAt.ToString(),
            StartedAtIso = facts.StartedAt.ToIso(),
            ConfigHash = facts.ConfigHash,
            Restarts = RestartsOf(facts.Starts),
            TestPort = server.Options.IsTestPort ? true : null,
        }, ServerJson.Default.SystemInfo));
    }

    private ImmutableArray<RestartItem> RestartsOf(ImmutableArray<StartFact> starts) =>
    [
        .. starts.Where(s => s.Reason is not null && server.Now - s.At < RestartDays * UnixNanos.PerDay)
            .Select(s => new RestartItem(s.At.ToString(), s.At.ToIso(), s.Version, s.Reason!)),
    ];

    private Task<IResult> HistoryAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Done(Reply.Json(figures.Read(), ServerJson.Default.FigureHistory));

    private async Task<IResult> DoctorAsync(ApiRequest request, CancellationToken ct)
    {
        var checks = server.Parts.Doctor is { } doctor ? await doctor(ct) : [];
        return Reply.Page(checks, null, server.Now, ServerJson.Default.PageCheckItem);
    }

    private async Task<IResult> StatusAsync(ApiRequest request, CancellationToken ct) => request.AsOf is { } moment
        ? HealthLog.AnswerOf(await server.Parts.Health.FindAsync(moment, ct), record => record.Status, moment)
        : Reply.Json(status.Build(), ServerJson.Default.SystemStatus);

    private Task<IResult> ClockAsync(ApiRequest request, CancellationToken ct)
    {
        var now = server.Now;
        var offset = server.Market.Feed.ClockOffset;
        return Reply.Done(Reply.Json(new ClockItem
        {
            ServerTime = now.ToString(),
            ServerTimeIso = now.ToIso(),
            TimeSource = "system",
            BrokerOffsetMs = offset?.TotalMilliseconds,
            BrokerOffsetReason = offset is null ? "The broker has not told its time yet." : null,
        }, ServerJson.Default.ClockItem));
    }

    private static Task<IResult> LiveAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Done(Reply.Json(new LiveReport("ok"), ServerJson.Default.LiveReport));

    private async Task<IResult> HealthAsync(ApiRequest request, bool isFull, CancellationToken ct)
    {
        var readiness = server.Parts.Readiness.Current;
        var answer = await store.CheckAsync(ct);
        var exportProblem = exports.Check();
        var isStarted = readiness.Phase == ReadinessPhase.Ready;
        ImmutableArray<HealthCheck> checks =
        [
            new HealthCheck("start", isStarted, isStarted ? "Complete." : $"{readiness.Step}{(readiness.Detail.Length == 0 ? "" : ": " + readiness.Detail)}"),
            new HealthCheck("database", answer.Health.IsAvailable, answer.Health.Problem ?? answer.Health.Description),
            new HealthCheck("export_directory", exportProblem is null, exportProblem ?? "Writable."),
        ];
        var isReady = checks.All(c => c.Ok);
        var components = status.Components();
        var overall = !isReady ? "down" : components.Any(c => c.State is "down" or "degraded") ? "degraded" : "ok";
        // Without a role (from afar, no token) only the overall state is told (api.md A-039).
        var mayKnow = request.Caller.Role is not null;
        var now = server.Now;
        return Reply.Json(new HealthReport
        {
            Status = overall,
            Ready = isReady,
            Step = mayKnow && !isStarted ? readiness.Step : null,
            Checks = mayKnow ? checks : [],
            Components = isFull && mayKnow ? components : null,
            Mode = server.Parts.Facts.Mode,
            Simulated = server.IsSimulated,
            AsOf = now.ToString(),
            AsOfIso = now.ToIso(),
        }, ServerJson.Default.HealthReport, isReady ? 200 : 503);
    }

    private Task<IResult> MetricsAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Done(new TextReply(Encoding.UTF8.GetBytes(metrics.Write()), "text/plain; version=0.0.4; charset=utf-8"));
}

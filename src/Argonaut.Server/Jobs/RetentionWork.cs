using System.Text.Json;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Endpoints;

namespace Argonaut.Server.Jobs;

/// <summary>Deleting what is older than its period, as a job.</summary>
internal sealed class RetentionWork(ServerContext server)
{
    public const string Kind = "retention";

    /// <summary>Deletion does not begin by itself after a stop.</summary>
    public JobWork Work => new(Kind, CanResume: false, Role.Admin, RunAsync);

    private async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var kept = JsonSerializer.Deserialize(job.Request, JobJson.Default.RetentionJob)!;
        var result = RetentionEndpoints.ToItem(await server.Parts.Maintenance.RetainAsync(kept.IsDryRun, job.Report, ct), job.Id);
        return JobOutcome.Done(JsonSerializer.SerializeToElement(result, ServerJson.Default.RetentionResultItem), result.Status == "partial");
    }
}

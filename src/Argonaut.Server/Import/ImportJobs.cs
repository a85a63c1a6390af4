using System.Text.Json;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Jobs;

namespace Argonaut.Server.Import;

/// <summary>Imports and their dry runs as jobs.</summary>
internal sealed class ImportJobs(ImportService imports)
{
    public const string Import = "import";
    public const string DryRun = "import_dry_run";

    public IEnumerable<JobWork> Works =>
    [
        new JobWork(Import, CanResume: true, Role.Admin, RunAsync),
        new JobWork(DryRun, CanResume: true, Role.Exporter, RunAsync),
    ];

    public static string RequestOf(ImportOrder order) => JsonSerializer.Serialize(order, JobJson.Default.ImportOrder);

    private async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var order = JsonSerializer.Deserialize(job.Request, JobJson.Default.ImportOrder)!;
        var (result, problem) = await imports.RunAsync(order, job.Id, job.Report, ct);
        return problem is not null
            ? JobOutcome.Failed(problem)
            : JobOutcome.Done(JsonSerializer.SerializeToElement(result!, ServerJson.Default.ImportItem), result!.Status == "partial" && !order.IsDryRun);
    }
}

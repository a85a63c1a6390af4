using System.Text.Json;
using Argonaut.Live.Sample;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Endpoints;
using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>Loading the sample, as a job.</summary>
internal sealed class SampleWork(ISampleStore sample)
{
    public const string Kind = "sample";

    /// <summary>It begins anew and makes the same rows: a stop in the middle does no harm.</summary>
    public JobWork Work => new(Kind, CanResume: true, Role.Trader, LoadAsync);

    private async Task<JobOutcome> LoadAsync(Job job, CancellationToken ct)
    {
        try
        {
            await sample.LoadAsync((store, token) => SampleLoader.RunAsync(store, job.Report, token), ct);
            return JobOutcome.Done(JsonSerializer.SerializeToElement(SampleEndpoints.ItemOf(isLoaded: true, null), ServerJson.Default.SampleItem), isPartial: false);
        }
        catch (SampleRefusedException e)
        {
            return JobOutcome.Failed(Problem.Of(ProblemKinds.Conflict, e.Message));
        }
    }
}

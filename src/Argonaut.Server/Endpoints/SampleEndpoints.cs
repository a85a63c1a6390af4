using Argonaut.Live.Sample;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>The sample data set: is it there, load it, remove it.</summary>
internal sealed class SampleEndpoints(ServerContext server, JobQueue jobs, JobRunner runner)
{
    private const string Area = "Data";

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/sample", "get_sample", Area, "Is the sample data loaded", GetAsync)
        {
            Description = "Two days of a few instruments that the program makes up. It lives in a database schema of its own and is read with `dataset=sample`; it is never exported.",
            Answers = [new ApiAnswer(200, typeof(SampleItem), "What it is, and whether it is there.")],
        },
        new ApiRoute("POST", "/api/v1/sample", "load_sample", Area, "Load the sample data", LoadAsync)
        {
            Description = "Makes the schema `sample` and fills it, in place of one that is there. While it is being loaded the job that does it is the answer. " + JobRunner.KeyNote,
            Answers = [new ApiAnswer(200, typeof(SampleItem), "It is loaded."), new ApiAnswer(202, typeof(JobItem), "The job that loads it.")],
            Problems = [ProblemKinds.Conflict, .. JobRunner.Problems],
        },
        new ApiRoute("DELETE", "/api/v1/sample", "remove_sample", Area, "Remove the sample data", RemoveAsync)
        {
            Description = "Drops the schema `sample`, and ends a job that is loading it. Recorded data is not touched.",
            Answers = [new ApiAnswer(200, typeof(SampleItem), "It is gone.")],
        },
    ];

    public static SampleItem ItemOf(bool isLoaded, string? jobId) => new()
    {
        Loaded = isLoaded,
        JobId = jobId,
        Instruments = SampleMarket.InstrumentIds,
        Start = SampleMarket.Days[0].ToString(),
        StartIso = SampleMarket.Days[0].ToIso(),
        End = SampleMarket.End.ToString(),
        EndIso = SampleMarket.End.ToIso(),
    };

    private ISampleStore Sample => server.Parts.Sample;

    private async Task<IResult> GetAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Json(ItemOf(await Sample.IsLoadedAsync(ct), jobs.UnfinishedOf(SampleWork.Kind).FirstOrDefault()?.Id), ServerJson.Default.SampleItem);

    private Task<IResult> LoadAsync(ApiRequest request, CancellationToken ct) => jobs.UnfinishedOf(SampleWork.Kind).FirstOrDefault() is { } loading
        ? Reply.Done(Reply.Json(loading.ToItem(), ServerJson.Default.JobItem, 202) with { Location = $"/api/v1/jobs/{loading.Id}" })
        : runner.RunAsync(request, SampleWork.Kind, "Load the sample data", "{}");

    private async Task<IResult> RemoveAsync(ApiRequest request, CancellationToken ct)
    {
        foreach (var loading in jobs.UnfinishedOf(SampleWork.Kind)) jobs.Cancel(loading);
        // Waits until the load has taken away what it had made.
        await Sample.RemoveAsync(ct);
        return Reply.Json(ItemOf(isLoaded: false, null), ServerJson.Default.SampleItem);
    }
}

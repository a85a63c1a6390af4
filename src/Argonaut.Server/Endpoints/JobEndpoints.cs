using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Long work: list, one, cancel (api.md section 11).</summary>
internal sealed class JobEndpoints(ServerContext server, JobQueue jobs)
{
    private const string Area = "Jobs";
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(2);

    private static readonly Parameter Id = new("id", ParameterPlace.Path, ParameterKind.Text, "Id of the job.") { IsRequired = true, LongestText = 64 };

    private static readonly Parameter State = new("state", ParameterPlace.Query, ParameterKind.TextList, "Only jobs in these states; may be repeated.")
    {
        Choices = ["queued", "running", "succeeded", "partial", "failed", "cancelled"],
    };

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/jobs", "list_jobs", Area, "List jobs", ListAsync)
        {
            Description = "Newest first.",
            Parameters = [State, ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<JobItem>), "The jobs.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/jobs/{id}", "get_job", Area, "Get one job", GetAsync)
        {
            Parameters = [Id],
            Answers = [new ApiAnswer(200, typeof(JobItem), "The job.")],
        },
        new ApiRoute("DELETE", "/api/v1/jobs/{id}", "cancel_job", Area, "Cancel a job", CancelAsync)
        {
            Description = "Ends it within two seconds and leaves no partial file. A job that has ended stays as it is.",
            Parameters = [Id],
            Answers = [new ApiAnswer(200, typeof(JobItem), "The job after it.")],
        },
    ];

    private Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var states = request.Values.List("state") ?? [];
        var found = jobs.All.Where(j => states.IsEmpty || states.Contains(j.State));
        // Newest first: the key counts backwards.
        var page = ListPage.Take(found, j => $"{long.MaxValue - long.Parse(j.Created):0000000000000000000} {j.Id}", $"jobs|{string.Join(',', states)}",
            request.Values, server.Cursors, out var problem);
        return Reply.Done(page is { } p ? Reply.Page(p.Items, p.NextCursor, server.Now, ServerJson.Default.PageJobItem) : problem!);
    }

    private Task<IResult> GetAsync(ApiRequest request, CancellationToken ct) =>
        Reply.Done(jobs.Find(request.Values.RequiredText("id")) is { } job ? Reply.Json(job.ToItem(), ServerJson.Default.JobItem) : NotFound());

    private async Task<IResult> CancelAsync(ApiRequest request, CancellationToken ct)
    {
        if (jobs.Find(request.Values.RequiredText("id")) is not { } job) return NotFound();
        jobs.Cancel(job);
        await Task.WhenAny(job.Finished, Task.Delay(CancelPatience, server.Parts.Time, ct));
        return Reply.Json(job.ToItem(), ServerJson.Default.JobItem);
    }

    private static Problem NotFound() => Problem.Of(ProblemKinds.NotFound, "There is no such job; jobs are kept until the server restarts.");
}

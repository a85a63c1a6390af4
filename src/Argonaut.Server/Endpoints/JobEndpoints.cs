using Argonaut.Server.Auth;
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
        new ApiRoute("POST", "/api/v1/jobs/{id}/resume", "resume_job", Area, "Go on with a job", ResumeAsync)
        {
            Description = "A job that failed, was cancelled or ended in part does what is left; what it finished is not done again. It needs the role that "
                + "starting it needed.",
            Parameters = [Id],
            Answers = [new ApiAnswer(202, typeof(JobItem), "It waits or runs again.")],
            Problems = [ProblemKinds.Conflict, ProblemKinds.RateLimited],
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

    private async Task<IResult> GetAsync(ApiRequest request, CancellationToken ct) =>
        await jobs.FindAsync(request.Values.RequiredText("id"), ct) is { } job ? Reply.Json(job.ToItem(), ServerJson.Default.JobItem) : NotFound();

    private async Task<IResult> CancelAsync(ApiRequest request, CancellationToken ct)
    {
        if (await jobs.FindAsync(request.Values.RequiredText("id"), ct) is not { } job) return NotFound();
        jobs.Cancel(job);
        await Task.WhenAny(job.Finished, Task.Delay(CancelPatience, server.Parts.Time, ct));
        return Reply.Json(job.ToItem(), ServerJson.Default.JobItem);
    }

    private async Task<IResult> ResumeAsync(ApiRequest request, CancellationToken ct)
    {
        if (await jobs.FindAsync(request.Values.RequiredText("id"), ct) is not { } job) return NotFound();
        if (jobs.WorkOf(job.Kind) is { } work && Authenticator.Check(request.Caller, work.Needs) is { } refused) return refused;
        return await jobs.ResumeAsync(job) is { } problem
            ? problem
            : Reply.Json(job.ToItem(), ServerJson.Default.JobItem, 202) with { Location = $"/api/v1/jobs/{job.Id}" };
    }

    private static Problem NotFound() => Problem.Of(ProblemKinds.NotFound, "There is no such job; finished ones are kept for 90 days.");
}

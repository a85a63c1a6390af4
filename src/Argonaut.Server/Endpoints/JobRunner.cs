using System.Globalization;
using System.Text;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Starts a job for a request and waits for it as long as the caller prefers (api.md A-058).</summary>
internal sealed class JobRunner(ServerContext server, JobQueue jobs)
{
    private const int DefaultWait = 30;
    private const int LongestWait = 600;

    public async Task<IResult> RunAsync(ApiRequest request, string kind, string title, Func<Job, CancellationToken, Task<JobOutcome>> work)
    {
        if (!Wait(request, out var wait))
            return Problem.Of(ProblemKinds.InvalidParameter, $"'Prefer: wait=N' takes 0 to {LongestWait} seconds.", "prefer");
        if (jobs.TryAdd(kind, title, work) is not { } job)
            return Problem.Of(ProblemKinds.RateLimited, $"{JobQueue.Capacity} jobs are waiting already.") with { RetryAfter = TimeSpan.FromSeconds(5) };
        if (wait > TimeSpan.Zero)
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(request.Context.RequestAborted);
            await Task.WhenAny(job.Finished, Task.Delay(wait, server.Parts.Time, timer.Token));
            await timer.CancelAsync();
        }

        if (job is not { IsFinished: true, Outcome: { } outcome })
            return Reply.Json(job.ToItem(), ServerJson.Default.JobItem, 202) with { Location = $"/api/v1/jobs/{job.Id}" };
        return outcome.Problem is { } problem ? problem : new TextReply(Encoding.UTF8.GetBytes(outcome.Result!.Value.GetRawText()), JsonReply<int>.ContentType);
    }

    private static bool Wait(ApiRequest request, out TimeSpan wait)
    {
        wait = TimeSpan.FromSeconds(DefaultWait);
        foreach (var preference in request.Context.Request.Headers["Prefer"].ToString().Split(',', ';'))
        {
            var parts = preference.Split('=', 2);
            if (!parts[0].Trim().Equals("wait", StringComparison.OrdinalIgnoreCase)) continue;
            if (parts.Length != 2 || !int.TryParse(parts[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LongestWait) return false;
            wait = TimeSpan.FromSeconds(seconds);
        }

        return true;
    }
}

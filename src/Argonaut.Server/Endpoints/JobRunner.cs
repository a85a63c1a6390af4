using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Starts a job for a request and waits for it as long as the caller prefers (api.md A-058). A request that is repeated with its
/// <c>Idempotency-Key</c> within a day gets the job of the first.
/// </summary>
/// <param name="stopping">The server stops: nobody is kept waiting.</param>
internal sealed class JobRunner(ServerContext server, JobQueue jobs, CancellationToken stopping)
{
    /// <summary>For the description of a route that starts a job.</summary>
    public const string KeyNote =
        "With the header `Idempotency-Key` (1 to 255 printable characters) the same request within 24 h gets the answer of the first and `Idempotency-Replayed: true`.";

    /// <summary>What a route that starts a job can refuse with.</summary>
    public static readonly ImmutableArray<ProblemKind> Problems =
        [ProblemKinds.RateLimited, ProblemKinds.IdempotencyInProgress, ProblemKinds.IdempotencyKeyReused];

    private const int DefaultWait = 30;
    private const int LongestWait = 600;
    private const int LongestKey = 255;

    /// <param name="json">All that the work needs to begin.</param>
    public async Task<IResult> RunAsync(ApiRequest request, string kind, string title, string json)
    {
        if (!Wait(request, out var wait))
            return Problem.Of(ProblemKinds.InvalidParameter, $"'Prefer: wait=N' takes 0 to {LongestWait} seconds.", "prefer");
        if (!Key(request, out var key))
            return Problem.Of(ProblemKinds.InvalidParameter, $"'Idempotency-Key' takes 1 to {LongestKey} printable ASCII characters, once.", "idempotency-key");
        var added = await jobs.AddAsync(new JobOrder(kind, title, json, request.Caller.TokenName ?? "local")
        {
            IdempotencyKey = key, Fingerprint = key is null ? null : FingerprintOf(request),
        });
        if (added.Job is not { } job) return added.Problem!;
        if (added.IsReplay) request.Context.Response.Headers["Idempotency-Replayed"] = "true";
        else if (wait > TimeSpan.Zero) await WaitAsync(request, job, wait);

        if (job is not { IsFinished: true, Outcome: { } outcome })
            return Reply.Json(job.ToItem(), ServerJson.Default.JobItem, 202) with { Location = $"/api/v1/jobs/{job.Id}" };
        return outcome.Problem is { } problem ? problem : new TextReply(Encoding.UTF8.GetBytes(outcome.Result!.Value.GetRawText()), JsonReply<int>.ContentType);
    }

    private async Task WaitAsync(ApiRequest request, Job job, TimeSpan wait)
    {
        job.CallerWaits();
        try
        {
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(request.Context.RequestAborted, stopping);
            await Task.WhenAny(job.Finished, Task.Delay(wait, server.Parts.Time, timer.Token));
            await timer.CancelAsync();
        }
        finally
        {
            job.CallerLeaves();
        }
    }

    private static string FingerprintOf(ApiRequest request)
    {
        var target = request.Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var text = $"{request.Context.Request.Method} {target}\n{request.Body?.GetRawText()}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>False when it is given and cannot be used.</summary>
    private static bool Key(ApiRequest request, out string? key)
    {
        var header = request.Context.Request.Headers["Idempotency-Key"];
        key = header.Count == 0 ? null : header.ToString();
        return header.Count <= 1 && (key is null || (key.Length is >= 1 and <= LongestKey && key.All(c => c is >= ' ' and <= '~')));
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

using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>What became of an order: a new job, the job that had its idempotency key already, or a refusal.</summary>
internal readonly record struct JobAdded(Job? Job, bool IsReplay, Problem? Problem)
{
    public static JobAdded Refused(Problem problem) => new(null, false, problem);
}

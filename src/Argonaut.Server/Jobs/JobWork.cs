using Argonaut.Server.Auth;

namespace Argonaut.Server.Jobs;

/// <summary>How jobs of one kind are done.</summary>
/// <param name="CanResume">Doing it again does no harm and goes on where it was; else a stop in the middle is a failure.</param>
/// <param name="Needs">Who may have it done again.</param>
/// <param name="RunAsync">Does it from the job's request and its checkpoint.</param>
internal sealed record JobWork(string Kind, bool CanResume, Role Needs, Func<Job, CancellationToken, Task<JobOutcome>> RunAsync);

namespace Argonaut.Server.Jobs;

/// <summary>States of api.md A-073.</summary>
internal enum JobState
{
    Queued,
    Running,
    Succeeded,
    Partial,
    Failed,
    Cancelled,
}

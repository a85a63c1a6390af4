namespace Argonaut.Cli;

/// <summary>The program's exit codes (api.md A-096).</summary>
internal enum ExitCode
{
    Done = 0,
    Failed = 1,
    WrongUsage = 2,
    AlreadyRunning = 3,
    ResourceUnavailable = 4,
    DifferencesFound = 5,
    RefusedBySafetyRule = 6,
    PartlyDone = 7,
    NotAuthorised = 8,
    Interrupted = 130,
}

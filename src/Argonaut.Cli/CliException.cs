namespace Argonaut.Cli;

/// <summary>An expected end of a verb: a plain sentence for the person and the exit code.</summary>
internal sealed class CliException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code { get; } = code;
}

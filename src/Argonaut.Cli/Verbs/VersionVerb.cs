using System.CommandLine;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut version</c>: version and commit of this build.</summary>
internal static class VersionVerb
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version. Example: argonaut version");
        command.SetAction(_ =>
        {
            Console.WriteLine($"argonaut {BuildFacts.Version} ({BuildFacts.Commit})");
            return (int)ExitCode.Done;
        });
        return command;
    }
}

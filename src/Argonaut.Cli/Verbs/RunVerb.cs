using System.CommandLine;
using Argonaut.Server.Auth;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut run</c>: the same program with the user's gateway and database.</summary>
internal static class RunVerb
{
    private static readonly int[] LivePorts = [7496, 4001];

    public static Command Create()
    {
        var iKnow = new Option<bool>("--i-know") { Description = "Connect to a port that usually belongs to a live account." };
        var command = new Command("run", "Record from IB_HOST:IB_PORT into DATABASE_URL and serve http://localhost:8000. Example: argonaut run") { iKnow };
        command.Aliases.Add("serve");
        command.SetAction(async (parse, ct) =>
        {
            var settings = Settings.FromEnvironment();
            if (LivePorts.Contains(settings.IbPort) && !parse.GetValue(iKnow))
                throw new CliException(ExitCode.RefusedBySafetyRule,
                    $"IB_PORT {settings.IbPort} is the port of a live account, and this program runs in mode paper. Use 7497 or 4002, or repeat with --i-know.");
            using var logs = Logs.Create(settings.LogLevel);
            var options = new ServeOptions(settings, settings.DataDirectory, settings.DatabaseUrl, settings.ExportDirectory, AuthModeOf(settings), null);
            return (int)await new Composition(options, logs, TimeProvider.System).ServeAsync(ct);
        });
        return command;
    }

    private static AuthMode AuthModeOf(Settings settings) => Enum.Parse<AuthMode>(settings.AuthMode, ignoreCase: true);
}

using System.CommandLine;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut doctor</c>: what is wrong on this machine, and what to do about it.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = $"Only these: {string.Join(", ", Doctor.Names)}.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Doctor.Names]);
        var command = new Command("doctor", "Check this machine, and say how to mend what is wrong. Example: argonaut doctor") { only };
        command.SetAction(async (parse, ct) =>
        {
            var worst = CheckResult.Pass;
            await foreach (var check in new Doctor(Settings.FromEnvironment(), TimeProvider.System).RunAsync(parse.GetValue(only) ?? [], ct))
            {
                Console.WriteLine($"{check.Result.ToString().ToLowerInvariant(),-5} {check.Name,-10} {check.Detail}");
                if (check.Fix is not null) Console.WriteLine($"{"",-16} {check.Fix}");
                if (check.Result > worst) worst = check.Result;
            }

            return (int)(worst == CheckResult.Fail ? ExitCode.DifferencesFound : ExitCode.Done);
        });
        return command;
    }
}

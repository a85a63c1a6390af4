using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut stop</c>: ends running Argonauts of this data directory in good order: asks, waits, and only then ends that one
/// process (api.md A-002). A program that is not the lock's holder is never touched.
/// </summary>
internal static class StopVerb
{
    public static Command Create()
    {
        var timeout = new Option<int>("--timeout") { Description = "Seconds to wait before the process is ended.", DefaultValueFactory = _ => 10 };
        var command = new Command("stop", "End a running Argonaut of this data directory (run or demo) in good order. Example: argonaut stop") { timeout };
        command.SetAction((parse, ct) => RunAsync(Settings.FromEnvironment(), TimeSpan.FromSeconds(parse.GetValue(timeout)), ct));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, TimeSpan timeout, CancellationToken ct)
    {
        var holders = new[] { settings.DataDirectory, Path.Combine(settings.DataDirectory, "demo") }
            .Select(DataDirectory.ReadHolder).OfType<int>().Where(pid => pid != Environment.ProcessId).Distinct().ToList();
        if (holders.Count == 0)
        {
            Console.WriteLine("No Argonaut runs on this data directory.");
            return (int)ExitCode.Done;
        }

        foreach (var pid in holders)
        {
            Process process;
            try
            {
                process = Process.GetProcessById(pid);
            }
            catch (ArgumentException)
            {
                continue;
            }

            using (process)
            {
                await AskToEndAsync(process, ct);
                try
                {
                    await process.WaitForExitAsync(ct).WaitAsync(timeout, TimeProvider.System, ct);
                    Console.WriteLine($"Stopped process {pid}.");
                }
                catch (TimeoutException)
                {
                    process.Kill();
                    Console.WriteLine($"Process {pid} did not stop within {timeout.TotalSeconds:0} s and was ended. The next start recovers.");
                }
            }
        }

        return (int)ExitCode.Done;
    }

    /// <summary>SIGTERM. Windows has none for console programs: there the wait is skipped and the process is ended.</summary>
    private static async Task AskToEndAsync(Process process, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        using var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]));
        if (kill is not null) await kill.WaitForExitAsync(ct);
    }
}

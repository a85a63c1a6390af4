using System.Diagnostics;
using System.Globalization;

namespace Argonaut.Cli;

/// <summary>
/// The simulated gateway as a child process. It ends when its standard input closes, so it never outlives this program, however
/// this program ends.
/// </summary>
internal sealed class GatewayChild : IAsyncDisposable
{
    /// <summary>The line on the child's standard output that tells where it listens.</summary>
    public const string ListeningPrefix = "listening on 127.0.0.1:";

    /// <summary>Before it, one line for each instrument that it suggests to record.</summary>
    public const string InstrumentPrefix = "instrument ";

    private readonly Process _process;

    private GatewayChild(Process process, int port, IReadOnlyList<string> instruments)
    {
        _process = process;
        Port = port;
        Instruments = instruments;
    }

    public int Port { get; }

    public IReadOnlyList<string> Instruments { get; }

    public int Pid => _process.Id;

    /// <exception cref="CliException">The child ended, or did not say where it listens within 20 s.</exception>
    public static async Task<GatewayChild> StartAsync(IEnumerable<string> arguments, TimeProvider time, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Under `dotnet argonaut.dll` the process is dotnet and needs the program's path again.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "argonaut.dll"));
        foreach (var argument in (string[])["gateway", "--port", "0", "--until-stdin-closes"]) start.ArgumentList.Add(argument);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        var process = Process.Start(start) ?? throw new CliException(ExitCode.Failed, "The simulated gateway could not be started.");
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            var instruments = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(both.Token) is { } line)
            {
                if (line.StartsWith(InstrumentPrefix, StringComparison.Ordinal)) instruments.Add(line[InstrumentPrefix.Length..]);
                if (!line.StartsWith(ListeningPrefix, StringComparison.Ordinal)) continue;
                var port = int.Parse(line.AsSpan(ListeningPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
                return new GatewayChild(process, port, instruments);
            }

            await process.WaitForExitAsync(both.Token);
            throw new CliException(ExitCode.Failed, $"The simulated gateway ended with exit code {process.ExitCode} before it listened.");
        }
        catch (Exception e)
        {
            process.StandardInput.Close();
            process.Dispose();
            if (e is OperationCanceledException && !ct.IsCancellationRequested)
                throw new CliException(ExitCode.Failed, "The simulated gateway did not listen within 20 s.");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}

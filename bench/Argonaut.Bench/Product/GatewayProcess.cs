using System.Globalization;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary><c>argonaut gateway</c>: the simulated gateway in a process of its own.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const string ListeningPrefix = "listening on 127.0.0.1:";

    private readonly ChildProcess _process;

    private GatewayProcess(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public int Pid => _process.Pid;

    /// <param name="ticksPerSecond">Of all instruments together.</param>
    public static async Task<GatewayProcess> StartAsync(ArgonautExecutable product, int ticksPerSecond, CancellationToken ct)
    {
        var process = ChildProcess.Start(
            "dotnet", [product.Path, "gateway", "--port", "0", "--rate", ticksPerSecond.ToString(CultureInfo.InvariantCulture)]);
        try
        {
            var line = await process.WaitForLineAsync(ListeningPrefix, TimeSpan.FromSeconds(20), ct);
            var port = line.AsSpan(line.IndexOf(ListeningPrefix, StringComparison.Ordinal) + ListeningPrefix.Length);
            return new GatewayProcess(process, int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

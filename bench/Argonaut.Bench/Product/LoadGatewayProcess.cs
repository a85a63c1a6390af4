using System.Globalization;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary><see cref="LoadGateway"/> as a child process.</summary>
internal sealed class LoadGatewayProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private LoadGatewayProcess(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public int Pid => _process.Pid;

    /// <param name="ticksPerSecond">Over all streams; 0 is as fast as the reader allows.</param>
    public static async Task<LoadGatewayProcess> StartAsync(int ticksPerSecond, long totalTicks, int instruments, bool hasFaults, CancellationToken ct)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Argonaut.Bench.dll");
        var process = ChildProcess.Start(
            "dotnet", [program, "load-gateway", Text(ticksPerSecond), Text(totalTicks), Text(instruments), Text(hasFaults ? 1 : 0)]);
        try
        {
            var line = await process.WaitForLineAsync(LoadGateway.ListeningPrefix, TimeSpan.FromSeconds(20), ct);
            return new LoadGatewayProcess(process, int.Parse(line.AsSpan(LoadGateway.ListeningPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ticks handed to the socket so far.</summary>
    public async Task<long> SentAsync(CancellationToken ct)
    {
        await _process.WriteLineAsync("sent", ct);
        return long.Parse(await _process.ReadLineAsync(ct), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

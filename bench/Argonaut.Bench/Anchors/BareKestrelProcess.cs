using System.Globalization;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Anchors;

/// <summary><see cref="BareKestrel"/> in a process of its own.</summary>
internal sealed class BareKestrelProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private BareKestrelProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public const string Name = "bare Kestrel";

    public static string Version => Environment.Version.ToString();

    public Uri Address { get; }

    public int Pid => _process.Pid;

    /// <summary>Returns when it answers.</summary>
    public static async Task<BareKestrelProcess> StartAsync(TimeProvider time, CancellationToken ct)
    {
        var port = FreePort.Take();
        var program = Path.Combine(AppContext.BaseDirectory, "Argonaut.Bench.dll");
        var address = new Uri($"http://127.0.0.1:{port}/");
        var process = ChildProcess.Start("dotnet", [program, "anchor-kestrel", port.ToString(CultureInfo.InvariantCulture)]);
        try
        {
            await ReadyPoll.WaitAsync(address, process, TimeSpan.FromSeconds(20), time, ct);
            return new BareKestrelProcess(process, address);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

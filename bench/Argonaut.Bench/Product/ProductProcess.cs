using System.Diagnostics;
using System.Globalization;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary>The product as a user starts it, on a private port and data directory.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private ProductProcess(ChildProcess process, Uri address, TimeSpan startTime, string dataDirectory)
    {
        _process = process;
        Address = address;
        StartTime = startTime;
        DataDirectory = dataDirectory;
        Http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromHours(1) }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>From the start of the process until <c>/health/ready</c> answered 200.</summary>
    public TimeSpan StartTime { get; }

    public string DataDirectory { get; }

    public HttpClient Http { get; }

    public int Pid => _process.Pid;

    /// <summary><c>argonaut run</c> against a database and a gateway; with <paramref name="gatewayPort"/> null nothing listens there.</summary>
    public static Task<ProductProcess> StartRunAsync(
        ArgonautExecutable product, string dataDirectory, string databaseUrl, int? gatewayPort, TimeProvider time, CancellationToken ct) =>
        StartAsync(product, ["run"], dataDirectory, new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = databaseUrl,
            ["IB_HOST"] = "127.0.0.1",
            ["IB_PORT"] = (gatewayPort ?? FreePort.Take()).ToString(CultureInfo.InvariantCulture),
        }, time, ct);

    /// <summary><c>argonaut demo</c>: with a PostgreSQL and a simulated gateway of its own.</summary>
    /// <param name="load">Null: the seeded market.</param>
    public static Task<ProductProcess> StartDemoAsync(
        ArgonautExecutable product, string dataDirectory, MarketLoad? load, TimeProvider time, CancellationToken ct)
    {
        string[] verb = load is null
            ? ["demo"]
            : ["demo", "--rate", load.TicksPerSecond.ToString(CultureInfo.InvariantCulture), "--instruments", load.Instruments.ToString(CultureInfo.InvariantCulture)];
        return StartAsync(product, verb, dataDirectory, new Dictionary<string, string?> { ["DATABASE_URL"] = null }, time, ct);
    }

    /// <summary>The postmaster that the demo started below its data directory.</summary>
    public int ReadDatabasePid()
    {
        var file = Directory.EnumerateFiles(DataDirectory, "postmaster.pid", SearchOption.AllDirectories).Single();
        return int.Parse(File.ReadLines(file).First(), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<ProductProcess> StartAsync(
        ArgonautExecutable product, string[] verb, string dataDirectory, Dictionary<string, string?> environment, TimeProvider time, CancellationToken ct)
    {
        var port = FreePort.Take();
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(n => n.StartsWith("ARGONAUT_", StringComparison.Ordinal)))
            if (name != "ARGONAUT_PG_BIN") environment[name] = null;
        environment["ARGONAUT_DATA_DIR"] = dataDirectory;
        environment["ARGONAUT_TEST_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["ARGONAUT_LOG__LEVEL"] = "warning";
        // All clients of a benchmark are this machine.
        environment["ARGONAUT_LIMITS__STREAMS_PER_ADDRESS"] = "200";
        var address = new Uri($"http://127.0.0.1:{port}/");
        var start = Stopwatch.GetTimestamp();
        var process = ChildProcess.Start("dotnet", [product.Path, .. verb], environment);
        try
        {
            await ReadyPoll.WaitAsync(new Uri(address, "health/ready"), process, StartPatience, time, ct);
            return new ProductProcess(process, address, Stopwatch.GetElapsedTime(start), dataDirectory);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}

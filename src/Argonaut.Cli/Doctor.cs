using System.Globalization;
using System.Net.Sockets;
using Argonaut.Ports;
using Argonaut.Postgres;

namespace Argonaut.Cli;

internal enum CheckResult
{
    Pass,
    Warn,
    Fail,
}

/// <param name="Fix">What to do; null when there is nothing to.</param>
internal sealed record Check(string Name, CheckResult Result, string Detail, string? Fix = null);

/// <summary>Looks at everything that Argonaut needs on this machine, without starting it and without changing anything.</summary>
internal sealed class Doctor(Settings settings, TimeProvider time)
{
    private const long LittleSpace = 10L << 30;
    private const long NoSpace = 1L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<string> Names { get; } = ["port", "data", "disk", "exports", "database", "broker", "clock", "dashboard", "entitlements", "instruments", "recording"];

    public async IAsyncEnumerable<Check> RunAsync(IReadOnlyCollection<string> only, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var running = RunFiles.Find(settings.DataDirectory);
        using var program = running is null ? null : new RunningChecks(running);
        foreach (var name in Names.Where(name => only.Count == 0 || only.Contains(name)))
            yield return name switch
            {
                "port" => Port(running),
                "data" => Folder("data", settings.DataDirectory, "Set ARGONAUT_DATA_DIR to a folder that you can write to."),
                "disk" => Disk(),
                "exports" => Folder("exports", Exports, "Set PARQUET_EXPORT_DIR to a folder that you can write to."),
                "database" => program is not null ? await program.DatabaseAsync(ct) : await DatabaseAsync(ct),
                "broker" => program is not null ? await program.BrokerAsync(ct) : await BrokerAsync(ct),
                "clock" => await ClockAsync(running, ct),
                "dashboard" => Dashboard(),
                _ when program is null => new Check(name, CheckResult.Pass, "It is looked at when the program runs."),
                "entitlements" => await program.EntitlementsAsync(ct),
                "instruments" => await program.InstrumentsAsync(ct),
                _ => await program.RecordingAsync(ct),
            };
    }

    private string Exports => Path.GetFullPath(settings.ExportDirectory ?? Path.Combine(settings.DataDirectory, "exports"));

    private Check Port(RunningProgram? running) => running is not null
        ? new Check("port", CheckResult.Pass, $"An Argonaut runs at {running.Url} on {running.DataDirectory}.")
        : PortHolder.Describe(settings.Port) is { } taken
            ? new Check("port", CheckResult.Fail, taken.Split(". ", 2)[0] + ".", taken.Split(". ", 2)[1])
            : new Check("port", CheckResult.Pass, $"{settings.Port} is free.");

    /// <summary>A folder that exists can be written to; one that does not, its nearest parent.</summary>
    private static Check Folder(string name, string folder, string fix)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        try
        {
            var probe = Path.Combine(existing, $".argonaut-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            return new Check(name, CheckResult.Pass, existing == folder ? $"{folder} can be written to." : $"{folder} is made at the first start.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Check(name, CheckResult.Fail, $"{folder} cannot be written to: {error.Message}", fix);
        }
    }

    private Check Disk()
    {
        var existing = Path.GetFullPath(settings.DataDirectory);
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1L << 30):0.0} GiB are free where the data lies.");
        // As rows with their index; packed days take a twelfth.
        return free < NoSpace ? new Check("disk", CheckResult.Fail, text, "Free some space, or set ARGONAUT_DATA_DIR to a larger disk.")
            : free < LittleSpace ? new Check("disk", CheckResult.Warn, text, "A million ticks take about 0.1 GiB until they are packed; see docs/operations/storage.md for retention.")
            : new Check("disk", CheckResult.Pass, text);
    }

    private async Task<Check> DatabaseAsync(CancellationToken ct)
    {
        if (settings.DatabaseUrl is null)
            return Installation.PostgresPackages.Count > 0 || settings.PostgresBin is not null ? new Check("database", CheckResult.Pass, "A private PostgreSQL is started with the program; DATABASE_URL is not set.")
                : new Check("database", CheckResult.Fail, "DATABASE_URL is not set and the programs of the private PostgreSQL are not installed.",
                    "Run ./argonaut demo once, which installs them, or set DATABASE_URL.");
        if (!DatabaseUrl.TryParse(settings.DatabaseUrl, out var url, out var problems))
            return new Check("database", CheckResult.Fail, string.Join(" ", problems), "Correct DATABASE_URL: postgresql://user:password@host:port/database");
        var found = await DatabaseCheck.RunAsync(url, ct);
        return found.Outcome == DatabaseCheckOutcome.Ready
            ? new Check("database", found.Warning is null ? CheckResult.Pass : CheckResult.Warn, found.Warning ?? found.Message)
            : new Check("database", CheckResult.Fail, found.Message, "Start the server, or correct DATABASE_URL. Argonaut starts without it and waits.");
    }

    private async Task<Check> BrokerAsync(CancellationToken ct)
    {
        var place = $"{settings.IbHost}:{settings.IbPort}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(settings.IbHost, settings.IbPort, limit.Token);
            return new Check("broker", CheckResult.Pass, $"Something listens at {place}.");
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new Check("broker", CheckResult.Warn, $"Nothing answers at {place}.",
                RunningChecks.StartGateway);
        }
    }

    /// <summary>By the broker's clock, which only a running program hears.</summary>
    private async Task<Check> ClockAsync(RunningProgram? running, CancellationToken ct)
    {
        var now = HybridClock.Now(time).ToDateTimeOffset();
        var text = string.Create(CultureInfo.InvariantCulture, $"This machine says {now:yyyy-MM-dd HH:mm:ss} UTC.");
        if (running is null) return new Check("clock", CheckResult.Pass, text + " It is compared with the broker's when the program runs.");
        using var api = new ApiClient(running.Url, running.Token);
        var clock = await api.GetAsync("/api/v1/system/clock", ct);
        if (clock.GetProperty("broker_offset_ms") is not { ValueKind: System.Text.Json.JsonValueKind.Number } offset) return new Check("clock", CheckResult.Pass, text + " The broker has not told its time.");
        var millis = offset.GetDouble();
        var apart = string.Create(CultureInfo.InvariantCulture, $"{text} The broker's clock is {Math.Abs(millis):0} ms {(millis > 0 ? "ahead" : "behind")}.");
        return Math.Abs(millis) > 5_000 ? new Check("clock", CheckResult.Fail, apart, "Synchronise this machine's clock (timedatectl set-ntp true).") : new Check("clock", CheckResult.Pass, apart);
    }

    private static Check Dashboard() => Installation.Dashboard is { } folder
        ? new Check("dashboard", CheckResult.Pass, $"Built, in {folder}.")
        : new Check("dashboard", CheckResult.Fail, "The dashboard is not built.", "Run ./argonaut demo or ./argonaut run, which build it.");
}

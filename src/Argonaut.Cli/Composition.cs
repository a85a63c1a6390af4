using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Argonaut.Alerts;
using Argonaut.Flight;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Live.Instruments;
using Argonaut.Live.Sample;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Argonaut.Server;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Export;
using Argonaut.Venues.Ib;
using Argonaut.Venues.Ib.Symbology;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Cli;

/// <summary>
/// The one place that builds the running program, every object with <c>new</c> in dependency order, and takes it down in the reverse
/// one. The order of the start is that of faults.md 1.4, as far as its parts exist.
/// </summary>
internal sealed class Composition(ServeOptions options, ILoggerFactory logs, TimeProvider time)
{
    private readonly Settings _settings = options.Settings;
    private readonly long _began = time.GetTimestamp();

    /// <summary>Serves until <paramref name="ct"/> is cancelled, then stops in good order.</summary>
    /// <exception cref="CliException">It cannot start as asked, or a loop ended that must not.</exception>
    public async Task<ExitCode> ServeAsync(CancellationToken ct)
    {
        using var data = DataDirectory.Open(options.DataRoot);
        if (PortHolder.Describe(_settings.Port) is { } taken) throw new CliException(ExitCode.ResourceUnavailable, taken);
        var url = ParseUrl();
        var serverOptions = ReadServerOptions(url is not null);

        await using var gateway = options.Market is { } market ? new GatewayStart(market, time, ct) : null;
        var embedded = url is null ? await StartPostgresAsync(data, ct) : null;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = embedded is null ? Task.CompletedTask : UntilCancelledAsync(embedded.RunAsync, leaving.Token);
        try
        {
            var database = new DatabasePreparation(url, url?.ConnectionString ?? embedded!.Server.ConnectionString, time, logs);
            await using var source = PostgresDataSource.Create(database.ConnectionString, database.Gate);
            await RunAsync(data, source, database, serverOptions, gateway, ct);
            return ExitCode.Done;
        }
        finally
        {
            await leaving.CancelAsync();
            await watching;
            if (embedded is not null) await embedded.Server.StopAsync(CancellationToken.None);
        }
    }

    private async Task RunAsync(
        DataDirectory data, NpgsqlDataSource source, DatabasePreparation database, ServerOptions serverOptions, GatewayStart? gateway, CancellationToken ct)
    {
        await using var store = new PostgresMarketStore(source, time, logs.CreateLogger<PostgresMarketStore>());
        await using var ledger = new PostgresLineLedger(source, time, logs.CreateLogger<PostgresLineLedger>());
        await using var imports = new PostgresImportStore(store, source, time, logs.CreateLogger<PostgresImportStore>());
        using var quality = new PostgresQualityStore(source, time, logs.CreateLogger<PostgresQualityStore>());
        using var maintenance = new PostgresMaintenance(source, _settings.Retention, time, logs.CreateLogger<PostgresMaintenance>());
        await using var sample = new PostgresSample(
            database.ConnectionString, database.Gate, source, SampleMarket.Edition, SampleTime.Instance, logs.CreateLogger<PostgresSample>());
        var readiness = new ReadinessState(time);
        var starts = StartLog.Begin(data.Run, HybridClock.Now(time), BuildFacts.Version);
        var child = gateway is null ? null : await gateway.Child;
        await using var frames = RecordsFrames ? new FrameRecorder(FrameOptions(data), time, logs.CreateLogger<FrameRecorder>()) : null;
        var frameRecorder = (IFrameRecorder?)frames ?? NoFrames.Instance;
        await using var feed = new IbFeed(FeedOptions(child), frameRecorder, time, logs.CreateLogger<IbFeed>());
        using var spool = OpenSpool(data);
        using var recorder = new MarketRecorder(feed, store, ledger, spool, RecorderOptions(), time, logs.CreateLogger<MarketRecorder>(), quality);
        var keeper = new InstrumentKeeper(
            feed.Instruments, feed, recorder, recorder, store, store, KeeperSettings(), time, logs.CreateLogger<InstrumentKeeper>());
        using var alerts = new AlertEngine(
            recorder, store, new PostgresAlertStore(source), AlertSettingsOf(data), time, logs.CreateLogger<AlertEngine>());
        var recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = Parts(
            data, source, store, sample, imports, quality, recovered.Task, maintenance, alerts, recorder, feed, keeper, frameRecorder, readiness, starts);
        await using var server = ArgonautServer.Build(parts, serverOptions);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await StartServerAsync(server, ct);
        var address = new Uri(server.Urls.First());
        RunFiles.WriteUrl(data.Root, address);
        Task? recording = null;
        var keeping = Task.CompletedTask;
        var settling = Task.CompletedTask;
        var maintaining = Task.CompletedTask;
        var watching = Task.CompletedTask;
        var recovering = Task.CompletedTask;
        using var attached = recorder.Attach(alerts);
        try
        {
            settling = SettleAsync(database, parts, readiness, stop.Token);
            if (await Task.WhenAny(settling, database.IsAway) == settling) await settling;
            else AnnounceWaiting(address);
            readiness.Begin("recovering");
            recording = recorder.RunAsync(stop.Token);
            maintaining = UntilCancelledAsync(async token =>
            {
                await settling;
                await maintenance.RunAsync(token);
            }, stop.Token);
            recovering = UntilCancelledAsync(async token =>
            {
                await settling;
                await recorder.Started.WaitAsync(token);
                recovered.TrySetResult();
            }, stop.Token);
            watching = UntilCancelledAsync(async token =>
            {
                await settling;
                await alerts.RunAsync(token);
            }, stop.Token);
            await Task.WhenAny(recorder.Started, recording, FailureOf(settling, stop.Token));
            if (recorder.Started.IsCompletedSuccessfully)
            {
                readiness.Ready();
                Announce(address, child);
            }

            using var guard = new SimulationGuard(recorder);
            var suggesting = child is null ? Task.CompletedTask : new FirstRecordings(recorder, recorder, child.Instruments, time, logs).RunAsync(stop.Token);
            keeping = keeper.RunAsync(stop.Token);
            await Task.WhenAny(recording, keeping, guard.Refused, FailureOf(settling, stop.Token), Task.Delay(Timeout.InfiniteTimeSpan, time, ct));
            await stop.CancelAsync();
            await suggesting;
            if (guard.Refused.IsCompletedSuccessfully) throw new CliException(ExitCode.RefusedBySafetyRule, await guard.Refused);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to stop while starting: what was built is taken down below.
        }
        finally
        {
            readiness.Stop();
            await stop.CancelAsync();
            await server.StopAsync(CancellationToken.None);
            RunFiles.RemoveUrl(data.Root);
            await Task.WhenAll(recording ?? Task.CompletedTask, keeping, UntilCancelledAsync(_ => settling, stop.Token), maintaining, watching, recovering);
            if (ct.IsCancellationRequested) starts.End(HybridClock.Now(time));
        }
    }

    /// <summary>Exports that a former process left half done are settled as soon as the database can say which they were.</summary>
    private async Task SettleAsync(DatabasePreparation database, ServerParts parts, ReadinessState readiness, CancellationToken ct)
    {
        await database.RunAsync(readiness, ct);
        if (readiness.Current.Phase == ReadinessPhase.Starting) readiness.Begin("settling exports");
        while (true)
        {
            try
            {
                await ExportRecovery.RunAsync(parts.Ledger, parts.ExportDirectory, ct);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, ct);   // it went away again
            }
        }
    }

    private static async Task UntilCancelledAsync(Func<CancellationToken, Task> run, CancellationToken ct)
    {
        try
        {
            await run(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    /// <summary>Ends only when the task fails, or when it is cancelled.</summary>
    private async Task FailureOf(Task task, CancellationToken ct)
    {
        await task;
        await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
    }

    private DatabaseUrl? ParseUrl()
    {
        if (options.DatabaseUrl is not { } text) return null;
        return DatabaseUrl.TryParse(text, out var url, out var problems)
            ? url
            : throw new CliException(ExitCode.WrongUsage, "DATABASE_URL has problems:\n" + string.Join('\n', problems.Select(p => "  " + p)));
    }

    private async Task<EmbeddedPostgresKeeper> StartPostgresAsync(DataDirectory data, CancellationToken ct)
    {
        var postgres = new EmbeddedPostgresOptions
        {
            DataDirectory = data.Postgres, BinDirectory = _settings.PostgresBin, PackageDirectories = [.. Installation.PostgresPackages],
        };
        try
        {
            var log = logs.CreateLogger<EmbeddedPostgres>();
            return new EmbeddedPostgresKeeper(await EmbeddedPostgres.StartAsync(postgres, time, log, ct), postgres, time, log);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, e.Message);
        }
    }

    private FileTickSpool OpenSpool(DataDirectory data)
    {
        var folder = options.Market is null && _settings.SpoolDirectory is { } chosen ? chosen : data.Spool;
        try
        {
            return FileTickSpool.Open(
                DiskSegmentFiles.Open(folder), new SpoolOptions { MaxBytes = _settings.SpoolMaxBytes }, time, logs.CreateLogger<FileTickSpool>());
        }
        catch (SpoolUnavailableException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, e.Message);
        }
    }

    /// <summary>The times of a recording are not those of the clock: it has no gaps.</summary>
    private LiveOptions RecorderOptions() => new() { KeepsGaps = options.Market?.Replay is null, OutlierPercent = _settings.OutlierPercent };

    private IbOptions FeedOptions(GatewayChild? child) => child is null
        ? new IbOptions
        {
            Host = _settings.IbHost, Port = _settings.IbPort, ClientId = _settings.IbClientId,
            MarketDepthBudget = _settings.IbDepthLines, MarketDepthRows = _settings.IbDepthRows, Naming = Naming, FollowsAccounts = true,
        }
        : new IbOptions
        {
            Host = "127.0.0.1", Port = child.Port, TickByTickBudget = int.MaxValue, AcceptNanoseconds = true, MarketDepthRows = _settings.IbDepthRows, Naming = Naming, FollowsAccounts = true,
        };

    /// <summary>A gateway that restarts by itself is let in by its last login until the broker's week ends.</summary>
    private static SourceCalendar IbCalendar => new(new IbOptions().RestartWindow.Start, DayOfWeek.Sunday, new TimeOnly(1, 0), new IbOptions().RestartWindow.Zone);

    private IbNaming Naming => new(_settings.IbSymbology, _settings.IbMicVenues);

    private AlertOptions AlertSettingsOf(DataDirectory data) => _settings.Alerts with { Folders = [data.Root, Path.GetFullPath(options.ExportDirectory ?? data.Exports)] };

    /// <summary>What is played from a file need not be kept a second time.</summary>
    private bool RecordsFrames => _settings.RecordFrames && options.Market?.Replay is null;

    private FrameRecorderOptions FrameOptions(DataDirectory data) => new()
    {
        Directory = Path.GetFullPath((options.Market is null ? _settings.FrameDirectory : null) ?? data.Frames),
        MaxBytes = _settings.FrameBytes,
        MaxAge = TimeSpan.FromHours(_settings.FrameHours),
        Product = BuildFacts.Version,
    };

    private KeeperOptions KeeperSettings() => new() { RollFutures = _settings.RollFutures, RollDaysBeforeExpiry = _settings.RollDays };

    private ServerParts Parts(
        DataDirectory data, NpgsqlDataSource source, PostgresMarketStore store, PostgresSample sample, PostgresImportStore imports,
        PostgresQualityStore quality, Task recovered, PostgresMaintenance maintenance, AlertEngine alerts, MarketRecorder recorder, IbFeed feed, IDefinitionView definitions,
        IFrameRecorder frames, ReadinessState readiness, StartLog starts)
    {
        var ownerHash = Tokens.OwnerHash(data.Root, out var created);
        if (created is not null) ShowOwnerToken(data, created);
        return new ServerParts
        {
            Market = recorder,
            Recorder = recorder,
            InstrumentSource = feed.Instruments,
            Broker = feed,
            Versions = store,
            Definitions = definitions,
            Backfill = recorder,
            Store = store,
            Sample = sample,
            Quality = quality,
            Days = new PostgresDayCoverage(source),
            Catalogs = new PostgresOpenedCatalogs(source),
            Imports = imports,
            Ledger = new PostgresExportLedger(source),
            Jobs = new PostgresJobStore(source),
            Schedules = new PostgresExportSchedules(source, time),
            Recovered = recovered,
            Maintenance = maintenance,
            Documents = new PostgresUserDocuments(source, time),
            Health = new PostgresHealthHistory(source),
            Access = new PostgresAccessStore(source),
            Audit = new PostgresAuditStore(source),
            Alerts = alerts,
            Frames = frames,
            Readiness = readiness,
            Time = time,
            Logging = logs,
            ExportDirectory = Path.GetFullPath(options.ExportDirectory ?? data.Exports),
            ImportDirectory = data.Imports,
            DashboardDirectory = Installation.Dashboard,
            Doctor = ct => LookAsync(data, ct),
            InstallKey = [.. Tokens.InstallationKey(data.Root)],
            Tokens =
            [
                new AccessToken("owner", Role.Admin, [.. Convert.FromHexString(ownerHash)]),
                new AccessToken("cli", Role.Admin, AccessToken.HashOf(Tokens.WriteCliToken(data.Root))),
            ],
            Facts = new SystemFacts
            {
                Version = BuildFacts.Version,
                Commit = BuildFacts.Commit,
                Mode = "paper",
                StartedAt = HybridClock.Now(time),
                IsSimulated = options.Market is not null,
                ConfigHash = ConfigHash.Of(Environment.GetEnvironmentVariable),
                Starts = starts.Starts,
                SourceCalendar = options.Market is null ? IbCalendar : null,
            },
        };
    }

    /// <summary>The same as the verb, of this process: by its own address, as anybody else would ask it.</summary>
    private async Task<ImmutableArray<CheckItem>> LookAsync(DataDirectory data, CancellationToken ct)
    {
        var found = ImmutableArray.CreateBuilder<CheckItem>();
        await foreach (var check in new Doctor(_settings with { DataDirectory = data.Root, DatabaseUrl = options.DatabaseUrl }, time).RunAsync([], ct))
            found.Add(new CheckItem(check.Name, check.Result.ToString().ToLowerInvariant(), check.Detail, check.Fix));
        return found.ToImmutable();
    }

    private ServerOptions ReadServerOptions(bool hasDatabaseUrl)
    {
        if (!IPAddress.TryParse(_settings.Bind, out var bind))
            throw new CliException(ExitCode.WrongUsage, $"ARGONAUT_BIND must be an IP address, found '{_settings.Bind}'.");
        var server = new ServerOptions
        {
            Port = _settings.Port,
            Bind = bind,
            AuthMode = options.AuthMode,
            Limits = _settings.Limits,
            AllowRemote = _settings.AllowRemote,
            TlsTerminatedByProxy = _settings.TlsTerminatedByProxy,
            TrustedProxies = [.. _settings.TrustedProxies],
            Compression = _settings.Compression,
            HasDatabaseUrl = hasDatabaseUrl,
        };
        var problems = server.Validate(hasToken: true, isSimulated: options.Market is not null);
        if (!problems.IsEmpty)
            throw new CliException(ExitCode.WrongUsage, "The configuration has problems:\n" + string.Join('\n', problems.Select(p => $"  {Settings.NameOf(p.Key)}: {p.Message}")));
        return server;
    }

    private async Task StartServerAsync(WebApplication server, CancellationToken ct)
    {
        try
        {
            await server.StartAsync(ct);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, PortHolder.Describe(_settings.Port) ?? $"Port {_settings.Port} cannot be used: {e.Message}");
        }
    }

    private void Announce(Uri address, GatewayChild? child)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"Argonaut {BuildFacts.Version} · PAPER{(options.Market is null ? "" : " · SIMULATED")}{(_settings.IsTestPort ? " · TEST PORT" : "")}");
        Console.WriteLine(child is null
            ? $"gateway  {_settings.IbHost}:{_settings.IbPort}, client id {_settings.IbClientId}"
            : $"gateway  simulated, 127.0.0.1:{child.Port}");
        Console.WriteLine($"data     {Path.GetFullPath(options.DataRoot)}");
        Console.WriteLine($"ready    {Shown(address)} after {seconds} s. Ctrl-C stops everything.");
        Console.Out.Flush();
    }

    private void AnnounceWaiting(Uri address)
    {
        Console.WriteLine($"waiting  {Shown(address)} shows what is missing.");
        Console.Out.Flush();
    }

    private string Shown(Uri address) => _settings.IsTestPort ? address.AbsoluteUri : $"http://localhost:{address.Port}";

    private static void ShowOwnerToken(DataDirectory data, string token)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.WriteLine($"The owner token, shown this once: {token}");
            return;
        }

        var file = Path.Combine(data.Run, "owner.token");
        Tokens.WritePrivate(file, token);
        Console.WriteLine($"The owner token is in {file}, readable by you alone.");
    }
}

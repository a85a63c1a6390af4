using System.Globalization;
using System.Net;
using Argonaut.Alerts;
using Argonaut.Live;
using Argonaut.Live.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Argonaut.Postgres.Migrations;
using Argonaut.Server;
using Argonaut.Server.Auth;
using Argonaut.Server.Export;
using Argonaut.Venues.Ib;
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
        try
        {
            await using var source = PostgresDataSource.Create(url?.ConnectionString ?? embedded!.ConnectionString);
            await RunAsync(data, source, url, serverOptions, gateway, ct);
            return ExitCode.Done;
        }
        finally
        {
            if (embedded is not null) await embedded.StopAsync(CancellationToken.None);
        }
    }

    private async Task RunAsync(
        DataDirectory data, NpgsqlDataSource source, DatabaseUrl? url, ServerOptions serverOptions, GatewayStart? gateway, CancellationToken ct)
    {
        await using var store = new PostgresMarketStore(source, time, logs.CreateLogger<PostgresMarketStore>());
        await using var ledger = new PostgresLineLedger(source, time, logs.CreateLogger<PostgresLineLedger>());
        using var quality = new PostgresQualityStore(source, time, logs.CreateLogger<PostgresQualityStore>());
        using var maintenance = new PostgresMaintenance(source, _settings.Retention, time, logs.CreateLogger<PostgresMaintenance>());
        var readiness = new ReadinessState(time);
        var child = gateway is null ? null : await gateway.Child;
        await using var feed = new IbFeed(FeedOptions(child), time, logs.CreateLogger<IbFeed>());
        using var recorder = new MarketRecorder(feed, store, ledger, RecorderOptions(), time, logs.CreateLogger<MarketRecorder>(), quality);
        var keeper = new InstrumentKeeper(
            feed.Instruments, feed, recorder, recorder, store, store, KeeperSettings(), time, logs.CreateLogger<InstrumentKeeper>());
        using var alerts = new AlertEngine(
            recorder, store, new PostgresAlertStore(source), AlertSettingsOf(data), time, logs.CreateLogger<AlertEngine>());
        var parts = Parts(data, store, quality, new PostgresExportLedger(source), maintenance, new PostgresUserDocuments(source, time), alerts, recorder, feed.Instruments, keeper, readiness);
        await using var server = ArgonautServer.Build(parts, serverOptions);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await StartServerAsync(server, ct);
        var address = new Uri(server.Urls.First());
        RunFiles.WriteUrl(data.Root, address);
        Task? recording = null;
        var keeping = Task.CompletedTask;
        var maintaining = Task.CompletedTask;
        var watching = Task.CompletedTask;
        using var attached = recorder.Attach(alerts);
        try
        {
            await PrepareDatabaseAsync(source, url, readiness, ct);
            readiness.Begin("settling exports");
            await ExportRecovery.RunAsync(parts.Ledger, parts.ExportDirectory, ct);
            readiness.Begin("recovering");
            recording = recorder.RunAsync(stop.Token);
            maintaining = MaintainAsync(maintenance, stop.Token);
            watching = alerts.RunAsync(stop.Token);
            await Task.WhenAny(recorder.Started, recording);
            readiness.Ready();
            Announce(address, child);

            using var guard = new SimulationGuard(recorder);
            var suggesting = child is null ? Task.CompletedTask : new FirstRecordings(recorder, recorder, child.Instruments, time, logs).RunAsync(stop.Token);
            keeping = keeper.RunAsync(stop.Token);
            await Task.WhenAny(recording, keeping, guard.Refused, Task.Delay(Timeout.InfiniteTimeSpan, time, ct));
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
            await keeping;
            await maintaining;
            await watching;
            if (recording is not null) await recording;
        }
    }

    private static async Task MaintainAsync(PostgresMaintenance maintenance, CancellationToken ct)
    {
        try
        {
            await maintenance.RunAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    private DatabaseUrl? ParseUrl()
    {
        if (options.DatabaseUrl is not { } text) return null;
        return DatabaseUrl.TryParse(text, out var url, out var problems)
            ? url
            : throw new CliException(ExitCode.WrongUsage, "DATABASE_URL has problems:\n" + string.Join('\n', problems.Select(p => "  " + p)));
    }

    private async Task<EmbeddedPostgres> StartPostgresAsync(DataDirectory data, CancellationToken ct)
    {
        try
        {
            return await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataDirectory = data.Postgres, BinDirectory = _settings.PostgresBin, PackageDirectories = [.. Installation.PostgresPackages] },
                time, logs.CreateLogger<EmbeddedPostgres>(), ct);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, e.Message);
        }
    }

    /// <summary>Waits for a database that is merely away, refuses one that refuses us, and brings the schema up.</summary>
    private async Task PrepareDatabaseAsync(NpgsqlDataSource source, DatabaseUrl? url, ReadinessState readiness, CancellationToken ct)
    {
        readiness.Begin("connecting to the database");
        var told = false;
        while (true)
        {
            if (url is not null)
            {
                var check = await DatabaseCheck.RunAsync(url, ct);
                if (check.Outcome is not (DatabaseCheckOutcome.Ready or DatabaseCheckOutcome.Unreachable))
                    throw new CliException(ExitCode.ResourceUnavailable, check.Message);
                if (check.Outcome == DatabaseCheckOutcome.Unreachable)
                {
                    if (!told) Console.Error.WriteLine($"argonaut: {check.Message} It is tried again until it answers; nothing is recorded until then.");
                    told = true;
                    await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
                    continue;
                }

                if (check.Warning is { } warning) Console.Error.WriteLine($"argonaut: {warning}");
            }

            try
            {
                readiness.Begin("migrating the schema");
                await Migrator.ApplyAsync(source, logs.CreateLogger("Argonaut.Postgres.Migrations"), ct);
                return;
            }
            catch (SchemaMismatchException e)
            {
                throw new CliException(ExitCode.ResourceUnavailable, e.Message);
            }
            catch (NpgsqlException e) when (e is not PostgresException && url is not null)
            {
                // It went away between the check and the migration.
                await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            }
        }
    }

    /// <summary>The times of a recording are not those of the clock: it has no gaps.</summary>
    private LiveOptions RecorderOptions() => new() { KeepsGaps = options.Market?.Replay is null, OutlierPercent = _settings.OutlierPercent };

    private IbOptions FeedOptions(GatewayChild? child) => child is null
        ? new IbOptions
        {
            Host = _settings.IbHost, Port = _settings.IbPort, ClientId = _settings.IbClientId,
            MarketDepthBudget = _settings.IbDepthLines, MarketDepthRows = _settings.IbDepthRows,
        }
        : new IbOptions
        {
            Host = "127.0.0.1", Port = child.Port, TickByTickBudget = int.MaxValue, AcceptNanoseconds = true, MarketDepthRows = _settings.IbDepthRows,
        };

    private AlertOptions AlertSettingsOf(DataDirectory data) => _settings.Alerts with { Folders = [data.Root, Path.GetFullPath(options.ExportDirectory ?? data.Exports)] };

    private KeeperOptions KeeperSettings() => new() { RollFutures = _settings.RollFutures, RollDaysBeforeExpiry = _settings.RollDays };

    private ServerParts Parts(
        DataDirectory data, PostgresMarketStore store, PostgresQualityStore quality, PostgresExportLedger ledger, PostgresMaintenance maintenance,
        PostgresUserDocuments documents, AlertEngine alerts, MarketRecorder recorder, IInstrumentSource instruments, IDefinitionView definitions, ReadinessState readiness)
    {
        var ownerHash = Tokens.OwnerHash(data.Root, out var created);
        if (created is not null && options.AuthMode != AuthMode.Demo) ShowOwnerToken(data, created);
        return new ServerParts
        {
            Market = recorder,
            Recorder = recorder,
            InstrumentSource = instruments,
            Versions = store,
            Definitions = definitions,
            Backfill = recorder,
            Store = store,
            Quality = quality,
            Ledger = ledger,
            Maintenance = maintenance,
            Documents = documents,
            Alerts = alerts,
            Readiness = readiness,
            Time = time,
            Logging = logs,
            ExportDirectory = Path.GetFullPath(options.ExportDirectory ?? data.Exports),
            DashboardDirectory = Installation.Dashboard,
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
            },
        };
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
        var shown = _settings.IsTestPort ? address.AbsoluteUri : $"http://localhost:{address.Port}";
        Console.WriteLine($"Argonaut {BuildFacts.Version} · PAPER{(options.Market is null ? "" : " · SIMULATED")}{(_settings.IsTestPort ? " · TEST PORT" : "")}");
        Console.WriteLine(child is null
            ? $"gateway  {_settings.IbHost}:{_settings.IbPort}, client id {_settings.IbClientId}"
            : $"gateway  simulated, 127.0.0.1:{child.Port}");
        Console.WriteLine($"data     {Path.GetFullPath(options.DataRoot)}");
        Console.WriteLine($"ready    {shown} after {seconds} s. Ctrl-C stops everything.");
        Console.Out.Flush();
    }

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

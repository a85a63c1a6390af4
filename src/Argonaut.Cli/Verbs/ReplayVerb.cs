using System.CommandLine;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Flight;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Live.Replay;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Argonaut.Postgres.Migrations;
using Argonaut.Venues.Ib.Recording;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut replay</c>: plays recorded frames through decoder, session and recorder of the live product into a database or a catalog. It
/// connects to no gateway and may run beside the program that records.
/// </summary>
internal static class ReplayVerb
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var path = new Argument<string?>("path") { Description = "A .frames file or a folder of them; the recording of this data directory when left out.", Arity = ArgumentArity.ZeroOrOne };
        var into = new Option<string?>("--into") { Description = "The database that receives the rows: postgresql://user:password@host:port/database. It must hold nothing of the recording's time." };
        var export = new Option<string?>("--export") { Description = "Instead of a database: write a NautilusTrader catalog there." };
        var speed = new Option<string?>("--speed") { Description = "1, 10, 0.5 ..., or max (default): as fast as the rows can be stored." };
        var from = new Option<string?>("--from") { Description = "First instant: RFC 3339 with an offset, or nanoseconds. Ticks before it are left out." };
        var to = new Option<string?>("--to") { Description = "End, excluded. Same forms as --from." };
        var command = new Command("replay", "Play recorded frames again. Example: argonaut replay --into postgresql://localhost/replayed")
            { path, into, export, speed, from, to };
        command.SetAction(async (parse, ct) =>
        {
            var settings = Settings.FromEnvironment();
            var options = new IbReplayOptions
            {
                From = InstantOf(parse.GetValue(from), "--from", default), To = InstantOf(parse.GetValue(to), "--to", UnixNanos.MaxValue),
                Speed = SpeedOf(parse.GetValue(speed)),
            };
            using var reader = FrameFiles.Open(parse.GetValue(path), settings, options.From);
            using var logs = Logs.Create(settings.LogLevel == "information" ? "warning" : settings.LogLevel);
            return (parse.GetValue(into), parse.GetValue(export)) switch
            {
                ({ } url, null) => (int)await IntoAsync(reader, options, url, settings, logs, ct),
                (null, { } folder) => (int)await ExportAsync(reader, options, folder, settings, logs, ct),
                _ => throw new CliException(ExitCode.WrongUsage, "Say where the rows go: --into a database, or --export to a folder."),
            };
        });
        return command;
    }

    private static async Task<ExitCode> IntoAsync(FrameReader reader, IbReplayOptions options, string url, Settings settings, ILoggerFactory logs, CancellationToken ct)
    {
        if (!DatabaseUrl.TryParse(url, out var parsed, out var problems))
            throw new CliException(ExitCode.WrongUsage, "--into has problems:\n" + string.Join('\n', problems.Select(p => "  " + p)));
        var check = await DatabaseCheck.RunAsync(parsed, ct);
        if (check.Outcome != DatabaseCheckOutcome.Ready) throw new CliException(ExitCode.ResourceUnavailable, check.Message);
        await using var source = PostgresDataSource.Create(parsed.ConnectionString);
        return await PlayAsync(reader, options, source, settings, logs, (_, _) => Task.CompletedTask, ct);
    }

    private static async Task<ExitCode> ExportAsync(
        FrameReader reader, IbReplayOptions options, string folder, Settings settings, ILoggerFactory logs, CancellationToken ct)
    {
        using var data = DataDirectory.Open(Path.Combine(settings.DataDirectory, "replay"));
        if (Directory.Exists(data.Postgres)) Directory.Delete(data.Postgres, recursive: true);   // of a replay that was ended roughly
        EmbeddedPostgres postgres;
        try
        {
            postgres = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataDirectory = data.Postgres, BinDirectory = settings.PostgresBin, PackageDirectories = [.. Installation.PostgresPackages] },
                TimeProvider.System, logs.CreateLogger<EmbeddedPostgres>(), ct);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, e.Message);
        }

        try
        {
            await using var source = PostgresDataSource.Create(postgres.ConnectionString);
            return await PlayAsync(reader, options, source, settings, logs, (store, token) => CatalogOfStore.WriteAsync(store, Path.GetFullPath(folder), settings.Compression, token), ct);
        }
        finally
        {
            await postgres.StopAsync(CancellationToken.None);
            Directory.Delete(data.Postgres, recursive: true);
        }
    }

    private static async Task<ExitCode> PlayAsync(
        FrameReader reader, IbReplayOptions options, NpgsqlDataSource source, Settings settings, ILoggerFactory logs, Func<IMarketStore, CancellationToken, Task> afterwards,
        CancellationToken ct)
    {
        await Migrator.ApplyAsync(source, logs.CreateLogger("Argonaut.Postgres.Migrations"), ct);
        await using var store = new PostgresMarketStore(source, TimeProvider.System, logs.CreateLogger<PostgresMarketStore>());
        await using var ledger = new PostgresLineLedger(source, TimeProvider.System, logs.CreateLogger<PostgresLineLedger>());
        using var quality = new PostgresQualityStore(source, TimeProvider.System, logs.CreateLogger<PostgresQualityStore>());
        var folder = Directory.CreateTempSubdirectory("argonaut-replay-").FullName;
        try
        {
            using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(folder), new SpoolOptions(), TimeProvider.System, logs.CreateLogger<FileTickSpool>());
            return await PlayAsync(reader, options, store, ledger, quality, spool, settings, logs, afterwards, ct);
        }
        catch (SpoolUnavailableException e)
        {
            throw new CliException(ExitCode.ResourceUnavailable, e.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ExitCode> PlayAsync(
        FrameReader reader, IbReplayOptions options, IMarketStore store, ILineLedger ledger, IQualityStore quality, ITickSpool spool, Settings settings,
        ILoggerFactory logs, Func<IMarketStore, CancellationToken, Task> afterwards, CancellationToken ct)
    {
        var runs = new IbRecordedRuns(reader, options, TimeProvider.System, logs.CreateLogger<IbRecordedRuns>());
        var replay = new FrameReplay(runs, store, ledger, spool, new LiveOptions { OutlierPercent = settings.OutlierPercent }, TimeProvider.System, logs.CreateLogger<MarketRecorder>(), quality);
        Console.WriteLine($"recording {reader.Span.First.ToIso()} to {reader.Span.Last.ToIso()}, {reader.Segments} files");
        ReplayResult result;
        try
        {
            var running = replay.RunAsync(ct);
            while (await Task.WhenAny(running, Task.Delay(TellEvery, TimeProvider.System, CancellationToken.None)) != running) Tell(replay.Progress);
            result = await running;
        }
        catch (ReplayRefusedException e)
        {
            throw new CliException(ExitCode.RefusedBySafetyRule, e.Message);
        }
        catch (FrameFormatException e)
        {
            throw new CliException(ExitCode.WrongUsage, e.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Console.Error.WriteLine("\nThe replay was cancelled; what was played is stored. Begin anew with an empty database.");
            return ExitCode.Interrupted;
        }

        await afterwards(store, ct);
        return Report(result, reader);
    }

    private static ExitCode Report(ReplayResult r, FrameReader reader)
    {
        if (!Console.IsErrorRedirected) Console.Error.Write("\r");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"played    {r.Frames:N0} frames of {r.Runs} starts: {r.Trades:N0} trades, {r.Quotes:N0} quotes, {r.BookDeltas:N0} changes of books"));
        if (r.Holes > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"missing   at {r.Holes} places, {r.Lost:N0} entries that were counted: rows of that time may be missing"));
        if (reader.Damaged > 0) Console.WriteLine($"damaged   at {reader.Damaged} places; what was there is left out");
        if (r.Differences > 0) Console.WriteLine($"different {r.Differences} requests from then; the first: {r.FirstDifference}");
        return r.Holes == 0 && reader.Damaged == 0 ? ExitCode.Done : ExitCode.PartlyDone;
    }

    private static void Tell(RecordedProgress progress)
    {
        if (Console.IsErrorRedirected) return;
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r  {progress.At.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}  {progress.Frames:N0} frames  {progress.Ticks:N0} ticks "));
    }

    internal static UnixNanos InstantOf(string? text, string option, UnixNanos otherwise)
    {
        if (text is null) return otherwise;
        return UnixNanos.TryParse(text, out var at) == TimeParse.Ok
            ? at : throw new CliException(ExitCode.WrongUsage, $"{option} must be a time such as 2026-11-20T14:30:00Z, or nanoseconds; found '{text}'.");
    }

    private static double SpeedOf(string? text)
    {
        if (text is null or "max") return double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0 && double.IsFinite(speed)
            ? speed : throw new CliException(ExitCode.WrongUsage, $"--speed must be a number above 0 or max, found '{text}'.");
    }
}

using Argonaut.Postgres;
using Argonaut.Postgres.Migrations;
using Argonaut.Server;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Cli;

/// <summary>
/// Waits for a database that is merely away, refuses one that refuses us, brings its schema up and compares it; then it may be used. The
/// rest of the program does not wait for it (F-203).
/// </summary>
/// <param name="url">Null: the private server, which was started just now.</param>
internal sealed class DatabasePreparation(DatabaseUrl? url, string connectionString, TimeProvider time, ILoggerFactory logs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _away = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string ConnectionString { get; } = connectionString;

    public SchemaGate Gate { get; } = new();

    /// <summary>Completes when the first try found that nobody answers.</summary>
    public Task IsAway => _away.Task;

    /// <exception cref="CliException">Waiting will not help: the reason, and what to do.</exception>
    public async Task RunAsync(ReadinessState readiness, CancellationToken ct)
    {
        Begin(readiness, "connecting to the database");
        while (true)
        {
            if (await CheckAsync(ct))
            {
                try
                {
                    Begin(readiness, "migrating the schema");
                    await MigrateAsync(ct);
                    Gate.Open();
                    return;
                }
                catch (SchemaMismatchException e)
                {
                    throw new CliException(ExitCode.ResourceUnavailable, e.Message);
                }
                catch (NpgsqlException e) when (e is not PostgresException)
                {
                    _away.TrySetResult();   // it went away between the check and the migration
                }
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    private static void Begin(ReadinessState readiness, string step)
    {
        if (readiness.Current.Phase == ReadinessPhase.Starting) readiness.Begin(step);
    }

    private async Task<bool> CheckAsync(CancellationToken ct)
    {
        if (url is null) return true;
        var check = await DatabaseCheck.RunAsync(url, ct);
        if (check.Outcome is not (DatabaseCheckOutcome.Ready or DatabaseCheckOutcome.Unreachable))
            throw new CliException(ExitCode.ResourceUnavailable, check.Message);
        if (check.Outcome == DatabaseCheckOutcome.Unreachable)
        {
            if (_away.TrySetResult())
                Console.Error.WriteLine($"argonaut: {check.Message} It is tried again until it answers; known instruments are recorded locally until then.");
            return false;
        }

        if (check.Warning is { } warning) Console.Error.WriteLine($"argonaut: {warning}");
        return true;
    }

    private async Task MigrateAsync(CancellationToken ct)
    {
        await using var source = PostgresDataSource.Create(ConnectionString);
        await Migrator.ApplyAsync(source, logs.CreateLogger("Argonaut.Postgres.Migrations"), ct);
        var differences = await SchemaDrift.FindAsync(source, ct);
        if (!differences.IsEmpty)
            throw new CliException(ExitCode.ResourceUnavailable,
                "The database's schema was changed by somebody else:\n" + string.Join('\n', differences.Select(d => "  " + d))
                + "\nUndo these changes, or use another database. Nothing was changed.");
    }
}

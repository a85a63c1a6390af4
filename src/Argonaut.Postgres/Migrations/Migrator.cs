using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Migrations;

/// <summary>
/// Brings a database to the schema this program knows. Each step is one transaction under an advisory lock, so that two programs
/// may start at once and a killed one leaves whole steps only. Numbers may have holes; a step that is missing below one that was
/// applied is refused: steps build on those before them.
/// </summary>
public static class Migrator
{
    /// <summary>"ARGO" in ASCII; the second half separates uses of the lock.</summary>
    private const long LockKey = 0x4152474F_00000001;

    /// <summary>Applies what is missing and returns the schema's version.</summary>
    /// <exception cref="SchemaMismatchException">The database is newer than this program, or an applied step differs.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refused a step; nothing of that step remains.</exception>
    public static Task<int> ApplyAsync(NpgsqlDataSource dataSource, ILogger log, CancellationToken ct) =>
        ApplyAsync(dataSource, Migration.All, log, ct);

    internal static async Task<int> ApplyAsync(
        NpgsqlDataSource dataSource, ImmutableArray<Migration> migrations, ILogger log, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        var applied = await ReadAndCheckAsync(connection, migrations, ct);
        while (applied < migrations.Length) applied = await StepAsync(connection, migrations, log, ct);
        return migrations[^1].Version;
    }

    /// <summary>Applies the next step, unless another program has done it meanwhile; returns how many are applied.</summary>
    private static async Task<int> StepAsync(
        NpgsqlConnection connection, ImmutableArray<Migration> migrations, ILogger log, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"set local lock_timeout = 0; select pg_advisory_xact_lock({LockKey})", ct);
        var applied = await ReadAndCheckAsync(connection, migrations, ct);
        if (applied == migrations.Length) return applied;
        var next = migrations[applied];
        if (applied == 0) await ExecuteAsync(connection, SchemaFiles.VersionTable, ct);
        await ExecuteAsync(connection, next.Sql, ct);
        await using var insert = new NpgsqlCommand("insert into schema_version (version, name, sha256) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = next.Version }, new() { Value = next.Name }, new() { Value = next.Sha256 } },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        PostgresLog.MigrationApplied(log, next.Version, next.Name);
        return applied + 1;
    }

    /// <summary>How many of the steps are applied, which are the first ones.</summary>
    private static async Task<int> ReadAndCheckAsync(
        NpgsqlConnection connection, ImmutableArray<Migration> migrations, CancellationToken ct)
    {
        // Not to_regclass: its cached answer may be older than the lock we have just been given.
        const string find = "select exists (select from pg_class where relname = 'schema_version' and pg_table_is_visible(oid))";
        await using (var exists = new NpgsqlCommand(find, connection))
            if (await exists.ExecuteScalarAsync(ct) is not true)
                return 0;

        await using var command = new NpgsqlCommand("select version, name, sha256 from schema_version order by version", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(int Version, string Name, string Sha256)>();
        while (await reader.ReadAsync(ct)) found.Add((reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        if (found.Count > 0 && found[^1].Version > migrations[^1].Version)
            throw new SchemaMismatchException(
                $"The database has schema version {found[^1].Version}, this program knows {migrations[^1].Version}: use a newer program. Nothing was changed.");
        for (var i = 0; i < found.Count; i++)
        {
            var known = i < migrations.Length ? migrations[i] : null;
            if (found[i].Version != known?.Version)
                throw new SchemaMismatchException(
                    $"Expected schema step {known?.Version} ({known?.Name}) in the database, found {found[i].Version} ({found[i].Name}): it was made by another build. "
                    + "Nothing was changed.");
            if (found[i].Sha256 != known.Sha256)
                throw new SchemaMismatchException(
                    $"Schema step {known.Version} ({known.Name}) in the database is not the one of this program; it was made by another build. Nothing was changed.");
        }

        return found.Count;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}

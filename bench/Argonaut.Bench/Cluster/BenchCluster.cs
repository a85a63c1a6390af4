using System.Globalization;
using Argonaut.Bench.Processes;
using Npgsql;

namespace Argonaut.Bench.Cluster;

/// <summary>
/// A PostgreSQL of the run alone: temporary directory, private port on loopback, autovacuum off, the settings that
/// performance.md, section 5, recommends. Durable: fsync and synchronous commit are on.
/// </summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private const string User = "bench";

    private static readonly (string Name, string Value)[] Settings =
    [
        ("shared_buffers", "1GB"),
        ("max_wal_size", "8GB"),
        ("checkpoint_timeout", "15min"),
        ("wal_compression", "off"),
        ("jit", "off"),
        ("autovacuum", "off"),
        ("synchronous_commit", "on"),
        ("fsync", "on"),
    ];

    private readonly ChildProcess _server;
    private readonly int _port;
    private int _databases;

    private BenchCluster(ChildProcess server, int port)
    {
        _server = server;
        _port = port;
    }

    /// <summary><c>18.4</c>.</summary>
    public string Version { get; private set; } = "";

    public int Pid => _server.Pid;

    /// <param name="folder">Empty; everything of the server goes there.</param>
    public static async Task<BenchCluster> StartAsync(PostgresPrograms programs, string folder, TimeProvider time, CancellationToken ct)
    {
        if (Environment.UserName == "root") await RunAsync("chown", ["nobody", folder], ct);
        var data = Path.Combine(folder, "data");
        await RunAsync(programs.CommandFor("initdb", ["-D", data, "-U", User, "-A", "trust", "-k", "--locale=C", "-E", "UTF8", "--no-instructions"]), ct);

        var port = FreePort.Take();
        var arguments = new List<string>
        {
            "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}",
        };
        foreach (var (name, value) in Settings) arguments.AddRange(["-c", $"{name}={value}"]);
        var (program, all) = programs.CommandFor("postgres", arguments);
        var cluster = new BenchCluster(ChildProcess.Start(program, all, programs.Environment), port);
        try
        {
            await cluster.WaitUntilReadyAsync(time, ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = User,
        Database = database,
    }.ConnectionString;

    public string Url(string database) => $"postgresql://{User}@127.0.0.1:{_port}/{database}";

    /// <summary>An empty database of its own for one row.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{++_databases}");
        await ExecuteAsync("postgres", $"create database {name}", ct);
        return name;
    }

    public async Task ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ScalarAsync<T>(string database, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return (T)(await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"Expected a value from '{sql}', found none."));
    }

    /// <summary>What the server says of the settings that matter.</summary>
    public async Task<IEnumerable<KeyValuePair<string, string>>> SettingsAsync(CancellationToken ct)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var (name, _) in Settings)
            values.Add(new(name, await ScalarAsync<string>("postgres", $"show {name}", ct)));
        return values;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }

    private async Task WaitUntilReadyAsync(TimeProvider time, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
                await connection.OpenAsync(ct);
                Version = connection.PostgreSqlVersion.ToString();
                return;
            }
            catch (NpgsqlException) when (!_server.HasExited && time.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct);
            }
        }
    }

    private static Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) => RunAsync((program, arguments), ct);

    private static async Task RunAsync((string Program, IReadOnlyList<string> Arguments) command, CancellationToken ct)
    {
        if (await CommandOutput.ReadAsync(command.Program, command.Arguments, ct) is null)
            throw new InvalidOperationException($"Expected '{command.Program} {string.Join(' ', command.Arguments)}' to succeed; it failed.");
    }
}

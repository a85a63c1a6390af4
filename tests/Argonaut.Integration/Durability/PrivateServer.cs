using System.Diagnostics;
using System.Globalization;
using Argonaut.Integration.Postgres;
using Argonaut.Postgres.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Durability;

/// <summary>A database server of one test, which may stop, kill, copy and start it.</summary>
internal sealed class PrivateServer : IAsyncDisposable
{
    private readonly string _folder = PostgresFixture.NewFolder();
    private readonly bool _useTcp;
    private EmbeddedPostgres? _server;

    private PrivateServer(bool useTcp) => _useTcp = useTcp;

    public EmbeddedPostgres Server => _server!;

    public EmbeddedPostgresOptions Options => PostgresFixture.OptionsFor(Root) with { UseTcp = _useTcp, Port = _useTcp && _server is not null ? Settings.Port : null };

    public NpgsqlConnectionStringBuilder Settings => new(_server!.ConnectionString);

    private string Root => Path.Combine(_folder, "postgres");

    /// <summary>Started, with the schema.</summary>
    public static async Task<PrivateServer> StartAsync(CancellationToken ct, bool useTcp = false)
    {
        var server = new PrivateServer(useTcp);
        await (await TestContext.Current.GetFixture<PostgresFixture>())!.CopyClusterAsync(server.Root, ct);
        await server.StartAgainAsync(ct);
        return server;
    }

    public async Task StartAgainAsync(CancellationToken ct) => _server = await EmbeddedPostgres.StartAsync(Options, TimeProvider.System, NullLogger.Instance, ct);

    /// <param name="mode"><c>fast</c> or <c>immediate</c>.</param>
    public Task StopAsync(string mode, CancellationToken ct) => _server!.StopAsync(mode, ct);

    /// <summary>SIGKILL for the server that answers, whoever started it, and all its children.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        var pid = File.ReadLines(Path.Combine(Root, "data", "postmaster.pid")).First();
        using var postmaster = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync(ct);
    }

    /// <summary>Copies the data of the stopped server, with owners, or puts the copy back.</summary>
    public async Task CopyAsync(bool isBack, CancellationToken ct)
    {
        var (data, copy) = (Path.Combine(Root, "data"), Path.Combine(_folder, "copy"));
        var (from, to) = isBack ? (copy, data) : (data, copy);
        if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
        await PostgresFixture.CopyAsync(from, to, ct);
    }

    /// <summary>A connection of its own, outside every pool.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.StopAsync("immediate", CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }
}

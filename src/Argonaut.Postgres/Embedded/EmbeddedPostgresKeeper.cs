using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Embedded;

/// <summary>Starts the private server again when it dies, at the same place, so that the pool finds it (F-202).</summary>
public sealed class EmbeddedPostgresKeeper(EmbeddedPostgres first, EmbeddedPostgresOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private volatile EmbeddedPostgres _server = first;

    /// <summary>The one that runs, or ran last.</summary>
    public EmbeddedPostgres Server => _server;

    /// <summary>Runs until cancelled; the server is left alone then.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await UntilGoneAsync(_server.Pid, ct);
            PostgresLog.ServerDied(log, _server.Pid);
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                try
                {
                    _server = await EmbeddedPostgres.StartAsync(options with { Port = PortOf(_server) }, time, log, ct);
                    break;
                }
                catch (EmbeddedPostgresException e)
                {
                    PostgresLog.ServerStartRetried(log, e.Message);
                }

                await Task.Delay(pause, time, ct);
            }
        }
    }

    private static int? PortOf(EmbeddedPostgres server) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) is var settings && settings.Host?.StartsWith('/') == true ? null : settings.Port;

    private static async Task UntilGoneAsync(int pid, CancellationToken ct)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync(ct);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }
}

using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Integration.Postgres;

/// <summary>Ends sessions that store ticks, at random moments.</summary>
internal static class SessionKiller
{
    /// <summary>Until <paramref name="stop"/>.</summary>
    public static async Task RunAsync(string connectionString, int seed, CancellationToken stop, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            await using var wait = new NpgsqlCommand("select pg_sleep($1)", connection) { Parameters = { new() { Value = random.NextDouble() / 20 } } };
            await wait.ExecuteNonQueryAsync(ct);
            await using var end = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike any (array['%trade_ticks%', '%watermark%', 'commit'])",
                connection);
            await end.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>The question may be ended too: asked again, as Live does.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return await work();
            }
            catch (StoreUnavailableException) when (attempt < 20)
            {
            }
    }
}

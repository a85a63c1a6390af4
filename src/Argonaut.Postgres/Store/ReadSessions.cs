using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Runs reads on the pool. A read on a session that the server has ended meanwhile is repeated once on a new one.</summary>
internal sealed class ReadSessions(NpgsqlDataSource dataSource)
{
    /// <exception cref="Ports.RangeUnreadableException">A page of what is read is damaged.</exception>
    /// <exception cref="Ports.StoreUnavailableException">The database cannot be reached or refused for a reason that may pass.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        try
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(ct);
                return await read(connection, ct);
            }
            catch (NpgsqlException error) when (IsEndedSession(error))
            {
                dataSource.Clear();
                await using var connection = await dataSource.OpenConnectionAsync(ct);
                return await read(connection, ct);
            }
        }
        catch (PostgresException error) when (Damage.Is(error))
        {
            throw await Damage.MarkAsync(dataSource, error);
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            throw StoreFaults.Translate(error);
        }
    }

    private static bool IsEndedSession(NpgsqlException error) => error is PostgresException ended
        ? ended.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : error.InnerException is IOException;
}

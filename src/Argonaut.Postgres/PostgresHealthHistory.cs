using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>The table <c>health_history</c>: the newest of it.</summary>
/// <param name="kept">Rows that stay.</param>
public sealed class PostgresHealthHistory(NpgsqlDataSource dataSource, int kept = PostgresHealthHistory.Kept) : IHealthHistory
{
    /// <summary>About a year of quiet days, and some days of the worst ones.</summary>
    public const int Kept = 50_000;

    private readonly ReadSessions _sessions = new(dataSource);

    public Task AddAsync(HealthRecord record, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new("insert into health_history (at_ns, status, lines) values ($1, $2, $3) on conflict do nothing")
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<long> { TypedValue = record.At.Value },
                            new NpgsqlParameter<string> { TypedValue = record.Status },
                            new NpgsqlParameter<string> { TypedValue = record.Lines },
                        },
                    },
                    new("delete from health_history where at_ns <= (select at_ns from health_history order by at_ns desc offset $1 limit 1)")
                    {
                        Parameters = { new NpgsqlParameter<int> { TypedValue = kept } },
                    },
                },
            };
            return await batch.ExecuteNonQueryAsync(token);
        },
        ct);

    public Task<HealthRecord?> FindAsync(UnixNanos at, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("select at_ns, status, lines from health_history where at_ns <= $1 order by at_ns desc limit 1", connection)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = at.Value } },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? new HealthRecord(new UnixNanos(reader.GetInt64(0)), reader.GetString(1), reader.GetString(2)) : null;
        },
        ct);
}

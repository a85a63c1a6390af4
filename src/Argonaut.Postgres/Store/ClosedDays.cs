using Argonaut.Domain;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Vacuums and analyses partitions that get no more rows, once each: then counting them needs no heap, and plans know them.</summary>
internal static class ClosedDays
{
    /// <summary>Late ticks of yesterday have come by then.</summary>
    private const long ClosedFor = UnixNanos.PerHour;

    public static async Task<int> VacuumAsync(NpgsqlDataSource dataSource, UnixNanos now, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        var closed = new List<string>();
        foreach (var table in DayTable.All)
            closed.AddRange((await DayPartition.ListAsync(connection, table, withBytes: false, ct)).Where(one => one.To <= now.Value - ClosedFor).Select(one => one.Name));
        var wanted = new List<string>();
        await using (var command = new NpgsqlCommand(
            "select relname from pg_stat_user_tables where schemaname = current_schema() and relname = any($1) and last_vacuum is null and last_autovacuum is null order by relname", connection)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. closed] } },
        })
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                wanted.Add(reader.GetString(0));

        foreach (var name in wanted)
        {
            // The lock it takes keeps out other vacuums only; a table that is locked is left for the next time.
            await using var vacuum = new NpgsqlCommand($"vacuum (analyze, skip_locked, parallel 0) {name}", connection) { CommandTimeout = 600 };
            await vacuum.ExecuteNonQueryAsync(ct);
        }

        return wanted.Count;
    }
}

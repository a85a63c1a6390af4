using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Finds out who holds the lock that ended our waiting (F-212, F-221).</summary>
internal static class Blocker
{
    private const int MaxQueryLength = 120;

    /// <summary>The strongest, oldest lock of another session on the tables that are written.</summary>
    private const string Find =
        """
        select a.pid, a.usename, a.state, extract(epoch from clock_timestamp() - a.xact_start)::bigint, left(regexp_replace(a.query, '\s+', ' ', 'g'), $1),
          l.relation::regclass::text
        from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.granted and l.locktype = 'relation' and l.database = (select oid from pg_database where datname = current_database())
          and a.pid <> pg_backend_pid() and a.xact_start is not null
          and (l.relation in ('ingest_watermark'::regclass, 'gaps'::regclass)
            or l.relation in (select inhrelid from pg_inherits where inhparent = any ($2::regclass[])) or l.relation = any ($2::regclass[]))
        order by array_position(array['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock', 'ShareUpdateExclusiveLock',
          'RowExclusiveLock', 'RowShareLock', 'AccessShareLock'], l.mode), a.xact_start
        limit 1
        """;

    public static async Task<StoreDiagnosis> ExplainAsync(NpgsqlDataSource dataSource)
    {
        const string sentence = "A table of the store is locked by another session";
        try
        {
            await using var command = dataSource.CreateCommand(Find);
            command.CommandTimeout = 2;
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxQueryLength });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. TickTable.All.Select(table => table.Name)] });
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            if (!await reader.ReadAsync(CancellationToken.None)) return new StoreDiagnosis(StoreFault.Locked, sentence + ".");
            return new StoreDiagnosis(StoreFault.Locked,
                $"{sentence}: process {reader.GetInt32(0)} of user {(reader.IsDBNull(1) ? "?" : reader.GetString(1))} holds {reader.GetString(5)} for {reader.GetInt64(3)} s, "
                + $"{(reader.IsDBNull(2) ? "state unknown" : reader.GetString(2))}: {(reader.IsDBNull(4) ? "?" : reader.GetString(4))}. "
                + $"End its transaction, or: select pg_terminate_backend({reader.GetInt32(0)}).");
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            return new StoreDiagnosis(StoreFault.Locked, sentence + ".");   // who it is remains unknown
        }
    }
}

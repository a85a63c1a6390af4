using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>From when on something is told.</summary>
/// <param name="IdleInTransaction">A session that does nothing inside a transaction.</param>
/// <param name="Transaction">A transaction that does something.</param>
/// <param name="Vacuum">A vacuum of one table.</param>
/// <param name="TransactionIds">Age of the oldest transaction id in use. The server forces vacuums from 200 million on and refuses writes at 2,100 million.</param>
internal sealed record StrainLimits(TimeSpan IdleInTransaction, TimeSpan Transaction, TimeSpan Vacuum, long TransactionIds)
{
    public static readonly StrainLimits Usual = new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(1), 600_000_000);
}

/// <summary>
/// What goes on in the server and ends badly when nobody looks (F-221): transactions of other programs that stay open keep vacuum from
/// removing rows and partitions from going, vacuums that do not come to an end, and transaction ids that run out. Sessions of this program
/// end idle transactions by themselves and are left out.
/// </summary>
internal static class ServerStrain
{
    private const int MaxQueryLength = 120;
    private const int MaxOfEach = 5;

    private const string Sessions =
        """
        select pid, coalesce(usename, '?'), coalesce(nullif(application_name, ''), 'a program without a name'), state like 'idle in transaction%',
          extract(epoch from clock_timestamp() - case when state like 'idle in transaction%' then state_change else xact_start end)::bigint,
          coalesce(left(regexp_replace(query, '\s+', ' ', 'g'), $1), '?')
        from pg_stat_activity
        where backend_type = 'client backend' and datname = current_database() and xact_start is not null
          and application_name is distinct from current_setting('application_name') and pid not in (select pid from pg_stat_progress_vacuum)
          and case when state like 'idle in transaction%' then clock_timestamp() - state_change >= $2 else clock_timestamp() - xact_start >= $3 end
        order by xact_start limit $4
        """;

    private const string Vacuums =
        """
        select p.pid, p.relid::regclass::text, extract(epoch from clock_timestamp() - a.xact_start)::bigint, p.phase,
          case when p.heap_blks_total = 0 then 0 else 100 * p.heap_blks_scanned / p.heap_blks_total end, a.query like '%wraparound%'
        from pg_stat_progress_vacuum p join pg_stat_activity a on a.pid = p.pid
        where p.datname = current_database() and a.application_name is distinct from current_setting('application_name')
          and clock_timestamp() - a.xact_start >= $1
        order by a.xact_start limit $2
        """;

    private const string TransactionIds =
        "select datname, age(datfrozenxid)::bigint from pg_database where datallowconn order by age(datfrozenxid) desc limit 1";

    /// <summary>Sentences; none when all is well.</summary>
    public static async Task<ImmutableArray<string>> ReadAsync(NpgsqlDataSource dataSource, StrainLimits limits, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Timeout = 5;
        batch.BatchCommands.Add(new(Sessions)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = MaxQueryLength }, new NpgsqlParameter<TimeSpan> { TypedValue = limits.IdleInTransaction },
                new NpgsqlParameter<TimeSpan> { TypedValue = limits.Transaction }, new NpgsqlParameter<int> { TypedValue = MaxOfEach },
            },
        });
        batch.BatchCommands.Add(new(Vacuums)
        {
            Parameters = { new NpgsqlParameter<TimeSpan> { TypedValue = limits.Vacuum }, new NpgsqlParameter<int> { TypedValue = MaxOfEach } },
        });
        batch.BatchCommands.Add(new(TransactionIds));
        var found = ImmutableArray.CreateBuilder<string>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(SessionText(reader));
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) found.Add(VacuumText(reader));
        await reader.NextResultAsync(ct);
        if (await reader.ReadAsync(ct) && reader.GetInt64(1) >= limits.TransactionIds) found.Add(TransactionIdText(reader));
        return found.ToImmutable();
    }

    private static string SessionText(NpgsqlDataReader reader)
    {
        var pid = reader.GetInt32(0);
        var does = reader.GetBoolean(3) ? "has been idle in a transaction" : "has had a transaction open";
        return string.Create(CultureInfo.InvariantCulture,
            $"Process {pid} ({reader.GetString(2)}, user {reader.GetString(1)}) {does} for {Age(reader.GetInt64(4))}: dead rows stay and partitions cannot go. "
            + $"Its last statement: {reader.GetString(5)}. End it, or: select pg_terminate_backend({pid}).");
    }

    private static string VacuumText(NpgsqlDataReader reader)
    {
        var cause = reader.GetBoolean(5) ? ", to prevent that transaction ids run out" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"Process {reader.GetInt32(0)} has been vacuuming {reader.GetString(1)} for {Age(reader.GetInt64(2))} ({reader.GetString(3)}, {reader.GetInt64(4)} %{cause}). "
            + $"Let it end; where it is slowed down, raise autovacuum_vacuum_cost_limit.");
    }

    private static string TransactionIdText(NpgsqlDataReader reader) => string.Create(CultureInfo.InvariantCulture,
        $"The oldest transaction id of database {reader.GetString(0)} is {reader.GetInt64(1):#,0} transactions old; at 2,100,000,000 the server refuses to write. "
        + $"End old transactions and let autovacuum work, or run in that database: vacuum (freeze).");

    private static string Age(long seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} h"),
    };
}

using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Retention;

/// <summary>When partitions are due to be deleted: their period of whole UTC days after the end of their last day.</summary>
internal static class RetentionSchedule
{
    /// <summary>The partitions that are due at the start of a day or before, by the end of their last day.</summary>
    /// <param name="day">Days since 1970: today, or a coming one.</param>
    public static async Task<List<(DayPartition Partition, UnixNanos Due)>> FindAsync(
        NpgsqlConnection connection, RetentionPolicy policy, long day, CancellationToken ct)
    {
        var found = new List<(DayPartition Partition, UnixNanos Due)>();
        foreach (var table in DayTable.All)
        {
            if (policy.DaysOf(table.Retention) is not { } days) continue;
            foreach (var partition in await DayPartition.ListAsync(connection, table, withBytes: true, ct))
                if (DueOf(partition, days) is { } due && due.Value <= day * UnixNanos.PerDay) found.Add((partition, due));
        }

        found.Sort((a, b) => (a.Partition.To, a.Partition.Name).CompareTo((b.Partition.To, b.Partition.Name)));
        return found;
    }

    /// <summary>Null: beyond the end of time.</summary>
    public static UnixNanos? DueOf(DayPartition partition, int days) =>
        partition.To > long.MaxValue - days * UnixNanos.PerDay ? null : new UnixNanos(partition.To + days * UnixNanos.PerDay);
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Retention;

/// <summary>What is stored of each kind, from the catalogue and the list of packed days: no row is read.</summary>
internal static class StoredOverview
{
    public static async Task<ImmutableArray<StoredData>> ReadAsync(NpgsqlConnection connection, RetentionPolicy policy, CancellationToken ct)
    {
        var packed = await ReadPackedAsync(connection, ct);
        var found = ImmutableArray.CreateBuilder<StoredData>();
        foreach (var kind in Enum.GetValues<StoredKind>())
        {
            var tables = DayTable.All.Where(table => table.Kind == kind).ToArray();
            var days = policy.DaysOf(tables[0].Retention);
            var ticks = TickTable.All.FirstOrDefault(table => table.Days.Kind == kind);
            long rows = 0, bytes = 0, packedBytes = 0;
            var packedRows = ticks is null ? 0 : packed.GetValueOrDefault((short)ticks.Kind);
            var partitions = 0;
            DayPartition? oldest = null;
            foreach (var table in tables)
                foreach (var partition in await DayPartition.ListAsync(connection, table, withBytes: true, ct))
                {
                    bytes += partition.Bytes;
                    if (partition.IsEmpty) continue;         // made ahead
                    partitions++;
                    if (table == ticks?.Chunks) packedBytes += partition.Bytes;
                    else rows += partition.Rows;
                    if (oldest is null || partition.To < oldest.To) oldest = partition;
                }

            found.Add(new StoredData(
                kind, days, rows + packedRows, packedRows, bytes, packedBytes, partitions,
                oldest is { From: > 0 } ? new UnixNanos(oldest.From) : null,
                oldest is not null && days is { } period ? RetentionSchedule.DueOf(oldest, period) : null));
        }

        return found.ToImmutable();
    }

    /// <summary>Packed ticks by kind.</summary>
    private static async Task<Dictionary<short, long>> ReadPackedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select kind, sum(ticks)::bigint from packed_days group by kind", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var packed = new Dictionary<short, long>();
        while (await reader.ReadAsync(ct)) packed.Add(reader.GetInt16(0), reader.GetInt64(1));
        return packed;
    }
}

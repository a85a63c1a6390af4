using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Retention;

/// <summary>
/// What retention would do with partitions, for people who look: without a lock, and without waiting for a run. A look is remembered as long
/// as no file is published and the server counts the same rows; a run looks again in any case. Safe from any thread.
/// </summary>
internal sealed class RetentionOutlook(NpgsqlDataSource dataSource, RangeHolds holds)
{
    private readonly ConcurrentDictionary<string, (string Stamp, long Bytes, long Estimate, long Rows, bool IsExported)> _looks = new(StringComparer.Ordinal);

    public async Task<RetentionItem> LookAsync(
        NpgsqlConnection connection, DayPartition partition, UnixNanos due, ExportedData exported, RetentionPolicy policy, UnixNanos now, CancellationToken ct)
    {
        try
        {
            var (rows, isExported) = await CheckAsync(connection, partition, exported, ct);
            KeptReason? kept = due > now ? KeptReason.NotDue
                : holds.IsHeld(partition.From, partition.To) ? KeptReason.BeingExported
                : PartitionDeleter.IsKeptForExport(partition, rows, isExported, policy.DeleteUnexported) ? KeptReason.NotExported
                : null;
            return PartitionDeleter.Item(partition, rows, isExported, kept) with { Due = due };
        }
        catch (PostgresException error) when (Damage.Is(error))
        {
            await Damage.MarkAsync(dataSource, error);
        }
        catch (RangeUnreadableException)
        {
            // Its chunk is named to whoever reads it; here it only stays.
        }

        return PartitionDeleter.Item(partition, 0, false, KeptReason.Unreadable) with { Due = due };
    }

    /// <summary>Forgets partitions that are gone.</summary>
    public void Keep(IEnumerable<string> present)
    {
        var names = present.ToHashSet(StringComparer.Ordinal);
        foreach (var name in _looks.Keys)
            if (!names.Contains(name)) _looks.TryRemove(name, out _);
    }

    private async Task<(long Rows, bool IsExported)> CheckAsync(NpgsqlConnection connection, DayPartition partition, ExportedData exported, CancellationToken ct)
    {
        if (_looks.TryGetValue(partition.Name, out var look) && look.Stamp == exported.Stamp && look.Bytes == partition.Bytes && look.Estimate == partition.Rows)
            return (look.Rows, look.IsExported);
        var (rows, isExported) = await exported.CheckAsync(connection, partition, ct);
        _looks[partition.Name] = (exported.Stamp, partition.Bytes, partition.Rows, rows, isExported);
        return (rows, isExported);
    }
}

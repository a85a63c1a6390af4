using System.Data;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// Packs a day of ticks: reads its rows by instrument and time, writes chunks, reads them back and compares every field, and drops the
/// rows' partition, the last three in one transaction. Until that commits the day exists as rows, afterwards as chunks (F-110). Ticks that
/// came for a packed day later are merged into its chunks.
/// </summary>
/// <param name="reached">Called at each step; for tests.</param>
internal sealed class DayPacker(NpgsqlDataSource dataSource, TimeProvider time, ILogger log, Func<PackStep, ValueTask>? reached = null)
{
    private const int BufferBytes = 256 * 1024;

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    private readonly Partitions _partitions = new(dataSource, time, log);

    /// <exception cref="InvalidDataException">What was written does not read back; nothing was changed.</exception>
    /// <exception cref="NpgsqlException">The database is away or refused; nothing was changed.</exception>
    public async Task<PackOutcome> PackAsync(TickTable table, DayPartition day, CancellationToken ct)
    {
        if (!day.IsOneDay) throw new ArgumentException($"Expected a partition of one UTC day, found {day.Name}.", nameof(day));
        _partitions.Forget();                             // retention may have dropped the day's chunks
        await _partitions.EnsureAsync(table.Chunks, [new UnixNanos(day.From)], ct);
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, "set local idle_in_transaction_session_timeout = 0", ct);   // it waits while rows are sorted
        var existing = await ExistingChunks.OfDayAsync(connection, table, day, ct);
        var writer = new ChunkWriter(connection, table);
        var rows = await CopyAsync(table, day, writer, existing, ct);
        if (rows > 0 && !writer.Digest.Equals(await ReadBackAsync(connection, table, day, existing.Touched, ct)))
            throw new InvalidDataException($"The chunks of {day.Name} do not read back as they were written; its rows stay.");
        await ReachAsync(PackStep.Verified);

        // A writer of late ticks for this day waits from here on, others do not: the count is of what the drop will take away.
        if (!await TryExecuteAsync(connection, $"lock table {day.Name} in share row exclusive mode nowait", ct)
            || await CountAsync(connection, day, ct) != rows
            || !await PartitionLock.TryTakeAsync(transaction, day, LockPatience, time, ct))
        {
            return new PackOutcome(PackState.Busy, 0, 0, 0);
        }

        await ExecuteAsync(connection, $"drop table {day.Name}", ct);
        if (rows > 0) await MarkPackedAsync(connection, table, day, ct);
        await ReachAsync(PackStep.Dropped);
        await transaction.CommitAsync(ct);
        await ReachAsync(PackStep.Committed);
        return new PackOutcome(rows > 0 ? PackState.Packed : PackState.Empty, rows, writer.Chunks, writer.PayloadBytes);
    }

    /// <summary>Writes chunks of all rows, and of the chunks of those instruments that are there already; returns the number of rows.</summary>
    private async Task<long> CopyAsync(TickTable table, DayPartition day, ChunkWriter writer, ExistingChunks existing, CancellationToken ct)
    {
        await using var source = await dataSource.OpenConnectionAsync(ct);
        await using var snapshot = await source.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await ExecuteAsync(source, "set local work_mem = '32MB'", ct);
        await using var stream = await source.BeginRawBinaryCopyAsync(
            $"copy (select {table.Columns} from {day.Name} order by instrument, ts_event, ts_init, stream, seq) to stdout (format binary)", ct);
        stream.ReadTimeout = 600_000;                     // rows begin to come when they are sorted
        var decoder = new TickRowDecoder(table);
        var bytes = new byte[BufferBytes];
        var ticks = new MarketEvent[BufferBytes / table.RowBytes + 1];
        var instrument = new InstrumentKey(-1);
        var filled = 0;
        long rows = 0;
        try
        {
            while (!decoder.IsComplete)
            {
                var read = await stream.ReadAsync(bytes.AsMemory(filled), ct);
                if (read == 0) throw new InvalidDataException($"The rows of {day.Name} ended without their trailer.");
                filled += read;
                var (used, count) = decoder.Decode(bytes.AsSpan(0, filled), ticks);
                bytes.AsSpan(used, filled - used).CopyTo(bytes);
                filled -= used;
                for (var i = 0; i < count; i++)
                {
                    if (ticks[i].Instrument != instrument)
                    {
                        existing.AddRest(writer);
                        writer.End();
                        await writer.FlushAsync(ct);
                        instrument = ticks[i].Instrument;
                        await existing.BeginAsync(instrument, ct);
                    }

                    existing.AddBefore(ticks[i], writer);
                    writer.Add(ticks[i]);
                }

                rows += count;
                if (!writer.IsFull) continue;
                await writer.FlushAsync(ct);
                await ReachAsync(PackStep.Writing);
            }
        }
        finally
        {
            if (!decoder.IsComplete) await CopyEnd.CancelAsync(stream);
        }

        existing.AddRest(writer);
        writer.End();
        await writer.FlushAsync(ct);
        await ReachAsync(PackStep.Writing);
        return rows;
    }

    private static async Task<TickDigest> ReadBackAsync(
        NpgsqlConnection connection, TickTable table, DayPartition day, IReadOnlyList<int> instruments, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select {ChunkReader.Columns}, instrument from {table.Chunks.Name}
            where kind = $1 and ts_first >= $2 and ts_first < $3 and instrument = any($4) order by instrument, ts_first, part
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
                new NpgsqlParameter<long> { TypedValue = day.From },
                new NpgsqlParameter<long> { TypedValue = day.To },
                new NpgsqlParameter<int[]> { TypedValue = [.. instruments] },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var digest = default(TickDigest);
        var codec = new TickCodec();
        var ticks = new MarketEvent[TickCodec.MaxTicks];
        while (await reader.ReadAsync(ct))
        {
            var count = ChunkReader.Read(reader, 0, codec, table.Kind, new InstrumentKey(reader.GetInt32(4)), ticks);
            for (var i = 0; i < count; i++) digest.Add(ticks[i]);
        }

        return digest;
    }

    private static async Task MarkPackedAsync(NpgsqlConnection connection, TickTable table, DayPartition day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into packed_days (kind, from_ns, to_ns, chunks, ticks)
            select $1, $2, $3, count(*), coalesce(sum(n), 0) from {table.Chunks.Name} where kind = $1 and ts_first >= $2 and ts_first < $3
            on conflict (kind, from_ns) do update set chunks = excluded.chunks, ticks = excluded.ticks, packed_at = now()
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
                new NpgsqlParameter<long> { TypedValue = day.From },
                new NpgsqlParameter<long> { TypedValue = day.To },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, DayPartition day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {day.Name}", connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<bool> TryExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        try
        {
            await ExecuteAsync(connection, sql, ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private ValueTask ReachAsync(PackStep step) => reached?.Invoke(step) ?? ValueTask.CompletedTask;
}

using System.Data;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Packing;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// All ticks of an instrument in a range of <c>ts_init</c>, ordered, from one snapshot. The server sorts rows with bounded memory and sends
/// them binary; packed ticks come from a second session with the same snapshot and are merged in.
/// </summary>
internal sealed class TickStream(NpgsqlDataSource dataSource)
{
    private const int TicksPerChunk = 8_192;

    private const int BufferBytes = 256 * 1024;

    /// <summary>Rows begin to come when the server has sorted them all.</summary>
    private static readonly TimeSpan SortLimit = TimeSpan.FromMinutes(10);

    public async IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> ReadAsync(
        MarketEventKind kind, InstrumentKey instrument, UnixNanos from, UnixNanos to, [EnumeratorCancellation] CancellationToken ct)
    {
        var table = TickTable.Of(kind);
        await using var connection = await Guard(dataSource.OpenConnectionAsync(ct).AsTask());
        await using var transaction = await Guard(connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct).AsTask());
        var places = await Guard(PackedStream.FindAsync(connection, table, instrument, from, to, ct));
        if (places.Count == 0)
        {
            await foreach (var rows in RowsAsync(connection, table, instrument, from, to, ct)) yield return rows;
            yield break;
        }

        var snapshot = await Guard(ScalarAsync(connection, "select pg_export_snapshot()", ct));
        await using var second = await Guard(dataSource.OpenConnectionAsync(ct).AsTask());
        await using var shared = await Guard(second.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct).AsTask());
        await Guard(ScalarAsync(second, $"set transaction snapshot '{snapshot}'", ct));
        var merged = MergeAsync(
            RowsAsync(connection, table, instrument, from, to, ct), PackedStream.ReadAsync(second, table, instrument, places, from, to, ct), ct);
        await foreach (var ticks in merged) yield return ticks;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> RowsAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, UnixNanos from, UnixNanos to, [EnumeratorCancellation] CancellationToken ct)
    {
        var sql = await Guard(StatementAsync(connection, table, instrument, from, to, ct));
        var stream = await Guard(connection.BeginRawBinaryCopyAsync(sql, ct));
        stream.ReadTimeout = (int)SortLimit.TotalMilliseconds;
        var decoder = new TickRowDecoder(table);
        try
        {
            var bytes = new byte[BufferBytes];
            var chunk = new MarketEvent[TicksPerChunk];
            int filled = 0, ticks = 0;
            while (!decoder.IsComplete)
            {
                var read = await Guard(stream.ReadAsync(bytes.AsMemory(filled), ct).AsTask());
                if (read == 0) throw new InvalidDataException($"The rows of {table.Name} ended without their trailer.");
                filled += read;
                var start = 0;
                while (true)
                {
                    var (used, count) = decoder.Decode(bytes.AsSpan(start, filled - start), chunk.AsSpan(ticks));
                    start += used;
                    ticks += count;
                    if (ticks < chunk.Length) break;
                    yield return chunk;
                    ticks = 0;
                }

                bytes.AsSpan(start, filled - start).CopyTo(bytes);
                filled -= start;
            }

            if (ticks > 0) yield return chunk.AsMemory(0, ticks);
        }
        finally
        {
            if (!decoder.IsComplete) await CopyEnd.CancelAsync(stream);
            await stream.DisposeAsync();
        }
    }

    /// <summary>Both are in the order of exports and have no tick in common.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> MergeAsync(
        IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> rows, IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> packed, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var left = rows.GetAsyncEnumerator(ct);
        await using var right = packed.GetAsyncEnumerator(ct);
        var a = ReadOnlyMemory<MarketEvent>.Empty;
        var b = ReadOnlyMemory<MarketEvent>.Empty;
        var (hasLeft, hasRight) = (true, true);
        var chunk = new MarketEvent[TicksPerChunk];
        var count = 0;
        while (true)
        {
            if (a.IsEmpty && hasLeft && (hasLeft = await Guard(left.MoveNextAsync().AsTask()))) a = left.Current;
            if (b.IsEmpty && hasRight && (hasRight = await Guard(right.MoveNextAsync().AsTask()))) b = right.Current;
            if (a.IsEmpty && b.IsEmpty) break;
            count += Take(ref a, ref b, chunk.AsSpan(count));
            if (count < chunk.Length) continue;
            yield return chunk;
            count = 0;
        }

        if (count > 0) yield return chunk.AsMemory(0, count);
    }

    /// <summary>Moves ticks in order until the places are full or one of two pieces is used up.</summary>
    private static int Take(ref ReadOnlyMemory<MarketEvent> a, ref ReadOnlyMemory<MarketEvent> b, Span<MarketEvent> to)
    {
        var left = a.Span;
        var right = b.Span;
        int l = 0, r = 0, count = 0;
        if (left.IsEmpty || right.IsEmpty)
        {
            var only = left.IsEmpty ? right : left;
            count = Math.Min(only.Length, to.Length);
            only[..count].CopyTo(to);
            (l, r) = left.IsEmpty ? (0, count) : (count, 0);
        }
        else
        {
            for (; count < to.Length && l < left.Length && r < right.Length; count++)
                to[count] = TickOrder.ByInit(left[l], right[r]) < 0 ? left[l++] : right[r++];
        }

        a = a[l..];
        b = b[r..];
        return count;
    }

    private static async Task<string> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct) as string ?? "";
    }

    private static async Task<string> StatementAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        // COPY takes no parameters; all of these are integers.
        var condition = await DistantDays.ConditionAsync(connection, table, instrument, from, to, ct);
        return $"""
            copy (select {table.Columns} from {table.Name}
                  where instrument = {instrument.Value} and {condition} and ts_init >= {from.Value} and ts_init < {to.Value}
                  order by ts_init, stream, seq)
            to stdout (format binary)
            """;
    }

    private async Task<T> Guard<T>(Task<T> work)
    {
        try
        {
            return await work;
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
}

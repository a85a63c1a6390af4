using System.Data;
using System.Runtime.CompilerServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// All ticks of an instrument in a range of <c>ts_init</c>, ordered, from one snapshot. The server sorts with bounded memory and sends
/// binary rows.
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
        await using var connection = await OpenAsync(ct);
        await using var transaction = await Guard(connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct).AsTask());
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
            if (!decoder.IsComplete) await stream.CancelAsync();   // else the rest of the rows would be read and thrown away
            await stream.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => await Guard(dataSource.OpenConnectionAsync(ct).AsTask());

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

    private static async Task<T> Guard<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            throw StoreFaults.Translate(error);
        }
    }
}

using System.Buffers;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Packing;

/// <summary>Reads packed ticks back, in the order of pages.</summary>
internal static class ChunkReader
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns = "n, crc, codec, payload";

    /// <summary>The packed days of a kind: first start and last end; null when no day is packed.</summary>
    public const string BoundsSql = "select min(from_ns), max(to_ns) from packed_days where kind = $1";

    private const int MostChunks = 256;

    /// <summary>
    /// Chunks that may hold ticks of a range. Parameters: kind, instrument, from, to, the chunk after which the page begins (ts_first, part),
    /// limit, start of the first day.
    /// </summary>
    public static string PageSqlOf(TickTable table, bool isDescending)
    {
        var (compare, direction) = isDescending ? ("<", " desc") : (">", "");
        return $"""
            select {Columns}, ts_first, part from {table.Chunks.Name}
            where kind = $1 and instrument = $2 and ts_first >= $8 and ts_first < $4 and ts_last >= $3 and (ts_first, part) {compare} ($5, $6)
            order by ts_first{direction}, part{direction} limit $7
            """;
    }

    /// <summary>The last chunk of an instrument. Parameters: kind, instrument.</summary>
    public static string LatestSqlOf(TickTable table) =>
        $"select {Columns} from {table.Chunks.Name} where kind = $1 and instrument = $2 order by ts_first desc, part desc limit 1";

    /// <summary>
    /// Ticks of a range after a place in the order, in the page's direction, at most as many as its limit, and of what was known at a moment where
    /// one is given; the caller's to dispose of.
    /// </summary>
    public static async Task<TickPageBuffer> PageAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, long from, long to, TickCursor after, int limit, bool isDescending,
        KnownTicks? known, CancellationToken ct)
    {
        var place = new MarketEvent(table.Kind, instrument, 0, 0, 0, 0, default, after.TsEvent, after.TsInit, after.Stream, after.Sequence);
        var found = new TickPageBuffer(limit);
        var ticks = ArrayPool<MarketEvent>.Shared.Rent(TickCodec.MaxTicks);
        var codec = new TickCodec();
        var sql = PageSqlOf(table, isDescending);
        try
        {
            var (lastFirst, lastPart) = isDescending ? (long.MaxValue, int.MaxValue) : (-1L, -1);
            for (var chunks = limit / TickCodec.MaxTicks + 2; found.Count < limit; chunks = Math.Min(chunks * 2, MostChunks))
            {
                await using var command = new NpgsqlCommand(sql, connection)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
                        new NpgsqlParameter<int> { TypedValue = instrument.Value },
                        new NpgsqlParameter<long> { TypedValue = from },
                        new NpgsqlParameter<long> { TypedValue = to },
                        new NpgsqlParameter<long> { TypedValue = lastFirst },
                        new NpgsqlParameter<int> { TypedValue = lastPart },
                        new NpgsqlParameter<int> { TypedValue = chunks },
                        new NpgsqlParameter<long> { TypedValue = StartOfDay(from) },
                    },
                };
                await using var reader = await command.ExecuteReaderAsync(ct);
                var read = 0;
                while (found.Count < limit && await reader.ReadAsync(ct))
                {
                    read++;
                    (lastFirst, lastPart) = (reader.GetInt64(4), reader.GetInt32(5));
                    var count = Read(reader, 0, codec, table.Kind, instrument, ticks);
                    for (var i = 0; i < count && found.Count < limit; i++)
                    {
                        ref readonly var tick = ref ticks[isDescending ? count - 1 - i : i];
                        var at = tick.TsEvent.Value;
                        var order = TickOrder.ByEvent(tick, place);
                        if (at >= from && at < to && (isDescending ? order < 0 : order > 0) && known?.Has(tick) != false) found.Add(tick);
                    }
                }

                if (read < chunks) break;
            }

            return found;
        }
        catch
        {
            found.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<MarketEvent>.Shared.Return(ticks);
        }
    }

    /// <summary>The last packed tick of an instrument.</summary>
    public static async Task<MarketEvent?> LatestAsync(NpgsqlConnection connection, TickTable table, InstrumentKey instrument, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LatestSqlOf(table), connection)
        {
            Parameters = { new NpgsqlParameter<short> { TypedValue = (short)table.Kind }, new NpgsqlParameter<int> { TypedValue = instrument.Value } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var ticks = ArrayPool<MarketEvent>.Shared.Rent(TickCodec.MaxTicks);
        try
        {
            return ticks[Read(reader, 0, new TickCodec(), table.Kind, instrument, ticks) - 1];
        }
        finally
        {
            ArrayPool<MarketEvent>.Shared.Return(ticks);
        }
    }

    /// <summary>Checks and unpacks the chunk of the current row.</summary>
    /// <param name="at">The place of the first of <see cref="Columns"/>.</param>
    /// <returns>How many ticks it holds.</returns>
    /// <exception cref="RangeUnreadableException">The bytes are not those that were packed.</exception>
    public static int Read(NpgsqlDataReader reader, int at, TickCodec codec, MarketEventKind kind, InstrumentKey instrument, MarketEvent[] ticks) =>
        Unpack(reader.GetInt32(at), reader.GetInt32(at + 1), reader.GetInt16(at + 2), reader.GetFieldValue<byte[]>(at + 3), codec, kind, instrument, ticks);

    /// <inheritdoc cref="Read"/>
    public static int Unpack(int count, int crc, short version, byte[] payload, TickCodec codec, MarketEventKind kind, InstrumentKey instrument, MarketEvent[] ticks)
    {
        var table = TickTable.Of(kind).Chunks.Name;
        if (count < 1 || count > ticks.Length)
            throw new RangeUnreadableException($"A chunk of {table} of instrument {instrument} is damaged: expected 1 to {ticks.Length} ticks, found {count}.", table);
        if (version != TickCodec.Version)
            throw new RangeUnreadableException($"A chunk of {table} has layout {version}, this program reads {TickCodec.Version}: use a newer program.", table);
        if (TickCodec.Checksum(payload) != crc)
            throw new RangeUnreadableException($"A chunk of {table} of instrument {instrument} is damaged: its checksum is wrong.", table);
        try
        {
            codec.Unpack(kind, instrument, payload, ticks.AsSpan(0, count));
        }
        catch (InvalidDataException error)
        {
            throw new RangeUnreadableException($"A chunk of {table} of instrument {instrument} is damaged: {error.Message}", table, error);
        }

        return count;
    }

    /// <summary>No chunk reaches over midnight, so none that begins earlier holds a later tick.</summary>
    public static long StartOfDay(long at) => at < 0 ? 0 : at - at % UnixNanos.PerDay;
}

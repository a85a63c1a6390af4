using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// The chunks that a day has already, for ticks that came late: those of an instrument that has new rows are taken out, in the caller's
/// transaction, and handed out again in order.
/// </summary>
internal sealed class ExistingChunks
{
    private readonly NpgsqlConnection _connection;
    private readonly TickTable _table;
    private readonly DayPartition _day;
    private readonly bool _isAny;
    private readonly TickCodec _codec = new();
    private readonly MarketEvent[] _ticks = new MarketEvent[TickCodec.MaxTicks];
    private readonly Queue<(int Count, int Crc, short Codec, byte[] Payload)> _chunks = [];
    private readonly List<int> _touched = [];
    private InstrumentKey _instrument;
    private int _at;
    private int _count;

    private ExistingChunks(NpgsqlConnection connection, TickTable table, DayPartition day, bool isAny)
    {
        _connection = connection;
        _table = table;
        _day = day;
        _isAny = isAny;
    }

    /// <summary>The instruments that were begun.</summary>
    public IReadOnlyList<int> Touched => _touched;

    public static async Task<ExistingChunks> OfDayAsync(NpgsqlConnection connection, TickTable table, DayPartition day, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from packed_days where kind = $1 and from_ns = $2)", connection)
        {
            Parameters = { new NpgsqlParameter<short> { TypedValue = (short)table.Kind }, new NpgsqlParameter<long> { TypedValue = day.From } },
        };
        return new ExistingChunks(connection, table, day, await command.ExecuteScalarAsync(ct) is true);
    }

    /// <summary>Takes out the instrument's chunks.</summary>
    public async Task BeginAsync(InstrumentKey instrument, CancellationToken ct)
    {
        _touched.Add(instrument.Value);
        _instrument = instrument;
        if (!_isAny) return;
        await using var command = new NpgsqlCommand(
            $"""
            with taken as (
              delete from {_table.Chunks.Name} where kind = $1 and instrument = $2 and ts_first >= $3 and ts_first < $4
              returning {ChunkReader.Columns}, ts_first, part
            )
            select {ChunkReader.Columns} from taken order by ts_first, part
            """, _connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)_table.Kind },
                new NpgsqlParameter<int> { TypedValue = instrument.Value },
                new NpgsqlParameter<long> { TypedValue = _day.From },
                new NpgsqlParameter<long> { TypedValue = _day.To },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            _chunks.Enqueue((reader.GetInt32(0), reader.GetInt32(1), reader.GetInt16(2), reader.GetFieldValue<byte[]>(3)));
    }

    /// <summary>Adds what comes before a tick.</summary>
    public void AddBefore(in MarketEvent tick, ChunkWriter writer)
    {
        while (Next() && TickOrder.ByEvent(_ticks[_at], tick) < 0) writer.Add(_ticks[_at++]);
    }

    public void AddRest(ChunkWriter writer)
    {
        while (Next()) writer.Add(_ticks[_at++]);
    }

    private bool Next()
    {
        if (_at < _count) return true;
        if (!_chunks.TryDequeue(out var chunk)) return false;
        _count = ChunkReader.Unpack(chunk.Count, chunk.Crc, chunk.Codec, chunk.Payload, _codec, _table.Kind, _instrument, _ticks);
        _at = 0;
        return true;
    }
}

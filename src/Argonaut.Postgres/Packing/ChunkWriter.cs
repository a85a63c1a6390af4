using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Postgres.Store;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres.Packing;

/// <summary>Cuts the ticks of a day, by instrument and in order, into chunks and writes them in the caller's transaction.</summary>
internal sealed class ChunkWriter(NpgsqlConnection connection, TickTable table)
{
    private const int ChunksPerCopy = 256;

    private readonly TickCodec _codec = new();
    private readonly MarketEvent[] _ticks = new MarketEvent[TickCodec.MaxTicks];
    private readonly List<Row> _rows = new(ChunksPerCopy);
    private InstrumentKey _instrument;
    private TickDigest _digest;
    private int _count;
    private int _part;

    private sealed record Row(
        long TsFirst, long TsLast, long InitFirst, long InitLast, int Instrument, int Part, int Count, int Crc, byte[] Payload);

    /// <summary>Of all ticks that were added.</summary>
    public TickDigest Digest => _digest;

    public long Chunks { get; private set; }

    public long PayloadBytes { get; private set; }

    /// <summary>The next tick of the same instrument, or the first one of the next.</summary>
    public void Add(in MarketEvent tick)
    {
        if (tick.Instrument != _instrument)
        {
            End();
            _instrument = tick.Instrument;
            _part = 0;
        }

        _digest.Add(tick);
        _ticks[_count++] = tick;
        if (_count == _ticks.Length) EndChunk();
    }

    /// <summary>True when enough is collected to be sent.</summary>
    public bool IsFull => _rows.Count >= ChunksPerCopy;

    /// <summary>Ends the last chunks of the instrument.</summary>
    public void End()
    {
        while (_count > 0) EndChunk();
    }

    /// <summary>Sends what is collected.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        if (_rows.Count == 0) return;
        await using var import = await connection.BeginBinaryImportAsync(
            $"""
            copy {table.Chunks.Name} (ts_first, ts_last, init_first, init_last, instrument, part, n, crc, kind, codec, payload) from stdin (format binary)
            """, ct);
        foreach (var row in _rows)
        {
            await import.StartRowAsync(ct);
            await import.WriteAsync(row.TsFirst, NpgsqlDbType.Bigint, ct);
            await import.WriteAsync(row.TsLast, NpgsqlDbType.Bigint, ct);
            await import.WriteAsync(row.InitFirst, NpgsqlDbType.Bigint, ct);
            await import.WriteAsync(row.InitLast, NpgsqlDbType.Bigint, ct);
            await import.WriteAsync(row.Instrument, NpgsqlDbType.Integer, ct);
            await import.WriteAsync(row.Part, NpgsqlDbType.Integer, ct);
            await import.WriteAsync(row.Count, NpgsqlDbType.Integer, ct);
            await import.WriteAsync(row.Crc, NpgsqlDbType.Integer, ct);
            await import.WriteAsync((short)table.Kind, NpgsqlDbType.Smallint, ct);
            await import.WriteAsync(TickCodec.Version, NpgsqlDbType.Smallint, ct);
            await import.WriteAsync(row.Payload, NpgsqlDbType.Bytea, ct);
        }

        await import.CompleteAsync(ct);
        _rows.Clear();
    }

    /// <summary>Makes a chunk of what is collected, or of as much as fills a page or a whole part of one; the rest stays collected.</summary>
    private void EndChunk()
    {
        var (count, payload) = PageFit.Cut(_codec, _ticks.AsSpan(0, _count));
        var ticks = _ticks.AsSpan(0, count);
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var tick in ticks)
        {
            first = Math.Min(first, tick.TsInit.Value);
            last = Math.Max(last, tick.TsInit.Value);
        }

        _rows.Add(new Row(
            ticks[0].TsEvent.Value, ticks[^1].TsEvent.Value, first, last, ticks[0].Instrument.Value, _part++, count, TickCodec.Checksum(payload), payload));
        Chunks++;
        PayloadBytes += payload.Length;
        _ticks.AsSpan(count.._count).CopyTo(_ticks);
        _count -= count;
    }
}

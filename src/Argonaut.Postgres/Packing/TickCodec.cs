using System.Numerics;
using System.Runtime.InteropServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// Ticks of one instrument and kind as one byte string, column after column: ts_event, ts_init (by its distance from ts_event or from the
/// one before), the values (an ask by its distance from the bid), stream, sequence and flags, each in its smallest unit and only as many
/// bits wide as 128 neighbours need. Every field comes back exactly. Nothing is allocated; one caller at a time.
/// </summary>
/// <remarks>Columns and their order: docs/decisions/0014-packed-days.md.</remarks>
internal sealed class TickCodec
{
    /// <summary>Written beside each chunk; another layout gets another number.</summary>
    public const short Version = 1;

    /// <summary>k of performance.md 4 and a little more: eight blocks of bits.</summary>
    public const int MaxTicks = 1_024;

    private const int MaxColumns = 9;

    public static readonly int MaxBytes = MaxColumns * PackedColumn.MaxBytes(MaxTicks);

    private readonly PackedColumn _column = new(MaxTicks);
    private readonly long[] _times = new long[MaxTicks];
    private readonly long[] _inits = new long[MaxTicks];
    private readonly long[] _a = new long[MaxTicks];
    private readonly long[] _b = new long[MaxTicks];
    private readonly long[] _c = new long[MaxTicks];
    private readonly long[] _d = new long[MaxTicks];
    private readonly long[] _streams = new long[MaxTicks];
    private readonly long[] _sequences = new long[MaxTicks];
    private readonly long[] _flags = new long[MaxTicks];
    private readonly byte[] _bytes = new byte[MaxBytes];

    /// <summary>CRC-32C (Castagnoli) of the bytes, as it is stored beside them.</summary>
    public static int Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        if (BitConverter.IsLittleEndian)
            foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var last in bytes[(BitConverter.IsLittleEndian ? words.Length * sizeof(ulong) : 0)..]) crc = BitOperations.Crc32C(crc, last);
        return (int)~crc;
    }

    /// <summary>Packs 1 to <see cref="MaxTicks"/> ticks of one kind and instrument.</summary>
    /// <returns>A part of the one buffer: it holds until the next call.</returns>
    public ReadOnlyMemory<byte> Pack(ReadOnlySpan<MarketEvent> ticks)
    {
        if (ticks.IsEmpty || ticks.Length > MaxTicks) throw new ArgumentException($"Expected 1 to {MaxTicks} ticks, found {ticks.Length}.", nameof(ticks));
        var isQuote = ticks[0].Kind == MarketEventKind.Quote;
        for (var i = 0; i < ticks.Length; i++)
        {
            ref readonly var tick = ref ticks[i];
            _times[i] = tick.TsEvent.Value;
            _inits[i] = tick.TsInit.Value;
            _a[i] = tick.A;
            _b[i] = tick.B;
            _c[i] = tick.C;
            _d[i] = tick.D;
            _streams[i] = tick.Stream;
            _sequences[i] = tick.Sequence;
            _flags[i] = (short)tick.Flags;
        }

        var count = ticks.Length;
        var used = _column.WriteDelta(_times.AsSpan(0, count), _bytes);
        used += _column.WriteAboveOrDelta(_inits.AsSpan(0, count), _times.AsSpan(0, count), _bytes.AsSpan(used));
        used += _column.WriteDelta(_a.AsSpan(0, count), _bytes.AsSpan(used));
        if (isQuote)
        {
            used += _column.WriteAboveOrDelta(_b.AsSpan(0, count), _a.AsSpan(0, count), _bytes.AsSpan(used));
            used += _column.WriteDirect(_c.AsSpan(0, count), _bytes.AsSpan(used));
            used += _column.WriteDirect(_d.AsSpan(0, count), _bytes.AsSpan(used));
        }
        else
        {
            used += _column.WriteDirect(_b.AsSpan(0, count), _bytes.AsSpan(used));
        }

        used += _column.WriteDirect(_streams.AsSpan(0, count), _bytes.AsSpan(used));
        used += _column.WriteDelta(_sequences.AsSpan(0, count), _bytes.AsSpan(used));
        used += _column.WriteDirect(_flags.AsSpan(0, count), _bytes.AsSpan(used));
        return _bytes.AsMemory(0, used);
    }

    /// <summary>Unpacks a chunk into as many places as it has ticks.</summary>
    /// <exception cref="InvalidDataException">The bytes are not that many ticks.</exception>
    public void Unpack(MarketEventKind kind, InstrumentKey instrument, ReadOnlySpan<byte> payload, Span<MarketEvent> ticks)
    {
        var count = ticks.Length;
        if (count is 0 or > MaxTicks || payload.Length > MaxBytes - BitBlocks.Slack)
            throw new InvalidDataException($"Expected 1 to {MaxTicks} ticks in at most {MaxBytes} bytes, found {count} in {payload.Length}.");
        payload.CopyTo(_bytes);                           // gives the readers their slack
        var bytes = _bytes.AsSpan(0, payload.Length + BitBlocks.Slack);
        var isQuote = kind == MarketEventKind.Quote;
        var used = _column.Read(bytes, default, _times.AsSpan(0, count));
        used += _column.Read(bytes[used..], _times.AsSpan(0, count), _inits.AsSpan(0, count));
        used += _column.Read(bytes[used..], default, _a.AsSpan(0, count));
        used += _column.Read(bytes[used..], isQuote ? _a.AsSpan(0, count) : default, _b.AsSpan(0, count));
        if (isQuote)
        {
            used += _column.Read(bytes[used..], default, _c.AsSpan(0, count));
            used += _column.Read(bytes[used..], default, _d.AsSpan(0, count));
        }

        used += _column.Read(bytes[used..], default, _streams.AsSpan(0, count));
        used += _column.Read(bytes[used..], default, _sequences.AsSpan(0, count));
        used += _column.Read(bytes[used..], default, _flags.AsSpan(0, count));
        if (used != payload.Length) throw new InvalidDataException($"Expected a chunk of {payload.Length} bytes to end there, found its end at {used}.");
        for (var i = 0; i < count; i++)
            ticks[i] = new MarketEvent(
                kind, instrument, _a[i], _b[i], isQuote ? _c[i] : 0, isQuote ? _d[i] : 0, (TickFlags)(short)_flags[i],
                new UnixNanos(_times[i]), new UnixNanos(_inits[i]), (int)_streams[i], _sequences[i]);
    }
}

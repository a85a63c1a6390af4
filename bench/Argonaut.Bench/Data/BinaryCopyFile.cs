using System.Buffers.Binary;
using Argonaut.Domain.Data;

namespace Argonaut.Bench.Data;

/// <summary>Trades in PostgreSQL's binary COPY format, in the column order of <see cref="TradeColumns"/>.</summary>
internal static class BinaryCopyFile
{
    /// <summary>Columns of <c>trade_ticks</c>.</summary>
    public const string TradeColumns = "ts_event, ts_init, price, size, seq, instrument, stream, flags";

    private const int RowBytes = 2 + 5 * (4 + 8) + 2 * (4 + 4) + (4 + 2);

    private static readonly byte[] Head = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Trades(ReadOnlySpan<MarketEvent> trades)
    {
        var bytes = new byte[Head.Length + (long)trades.Length * RowBytes + 2];
        Head.CopyTo(bytes, 0);
        var at = bytes.AsSpan(Head.Length);
        foreach (ref readonly var trade in trades)
        {
            BinaryPrimitives.WriteInt16BigEndian(at, 8);
            at = at[2..];
            Long(ref at, trade.TsEvent.Value);
            Long(ref at, trade.TsInit.Value);
            Long(ref at, trade.A);
            Long(ref at, trade.B);
            Long(ref at, trade.Sequence);
            Int(ref at, trade.Instrument.Value);
            Int(ref at, trade.Stream);
            BinaryPrimitives.WriteInt32BigEndian(at, sizeof(short));
            BinaryPrimitives.WriteInt16BigEndian(at[4..], (short)trade.Flags);
            at = at[6..];
        }

        BinaryPrimitives.WriteInt16BigEndian(at, -1);
        return bytes;
    }

    private static void Long(ref Span<byte> at, long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(at, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(at[4..], value);
        at = at[12..];
    }

    private static void Int(ref Span<byte> at, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(at, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(at[4..], value);
        at = at[8..];
    }
}

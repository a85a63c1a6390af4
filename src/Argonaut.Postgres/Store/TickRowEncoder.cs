using System.Buffers.Binary;
using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Writes ticks as rows of PostgreSQL's binary COPY format into one buffer that is made once. The length words of a row never change:
/// they are written when the buffer is made, and only the column count and the values afterwards.
/// </summary>
/// <remarks>Format: PostgreSQL manual, COPY, "Binary Format"; everything is big-endian.</remarks>
internal sealed class TickRowEncoder
{
    /// <summary>Rows of one piece: large enough to go to the socket directly, small enough that the server starts early.</summary>
    public const int RowsPerPiece = 768;

    private const int TrailerBytes = 2;

    /// <summary>Signature, no flags, no extension.</summary>
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly TickTable _table;
    private readonly byte[] _buffer;

    public TickRowEncoder(TickTable table)
    {
        _table = table;
        _buffer = new byte[Header.Length + RowsPerPiece * table.RowBytes + TrailerBytes];
        Header.CopyTo(_buffer, 0);
        for (var row = 0; row < RowsPerPiece; row++) WriteLengths(_buffer.AsSpan(Header.Length + row * table.RowBytes, table.RowBytes));
    }

    /// <summary>Encodes up to <see cref="RowsPerPiece"/> ticks.</summary>
    /// <param name="ticks">All of the table's kind.</param>
    /// <param name="isFirst">The file's header stands before the rows.</param>
    /// <param name="isLast">The file's trailer stands after them.</param>
    /// <returns>A part of the one buffer: it holds until the next call.</returns>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<MarketEvent> ticks, bool isFirst, bool isLast)
    {
        var at = Header.Length;
        foreach (ref readonly var tick in ticks)
        {
            WriteRow(_buffer.AsSpan(at, _table.RowBytes), in tick);
            at += _table.RowBytes;
        }

        if (isLast)
        {
            BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(at), -1);   // where the next row's count would stand
            at += TrailerBytes;
        }

        var start = isFirst ? 0 : Header.Length;
        return _buffer.AsMemory(start, at - start);
    }

    private void WriteRow(Span<byte> row, in MarketEvent tick)
    {
        BinaryPrimitives.WriteInt16BigEndian(row, (short)_table.ColumnCount);
        BinaryPrimitives.WriteInt64BigEndian(row[6..], tick.TsEvent.Value);
        BinaryPrimitives.WriteInt64BigEndian(row[18..], tick.TsInit.Value);
        BinaryPrimitives.WriteInt64BigEndian(row[30..], tick.A);
        BinaryPrimitives.WriteInt64BigEndian(row[42..], tick.B);
        var at = 54;
        if (_table.Kind == MarketEventKind.Quote)
        {
            BinaryPrimitives.WriteInt64BigEndian(row[54..], tick.C);
            BinaryPrimitives.WriteInt64BigEndian(row[66..], tick.D);
            at = 78;
        }

        row = row[at..];
        BinaryPrimitives.WriteInt64BigEndian(row, tick.Sequence);
        BinaryPrimitives.WriteInt32BigEndian(row[12..], tick.Instrument.Value);
        BinaryPrimitives.WriteInt32BigEndian(row[20..], tick.Stream);
        BinaryPrimitives.WriteInt16BigEndian(row[28..], (short)tick.Flags);
    }

    private void WriteLengths(Span<byte> row)
    {
        row = row[2..];
        for (var column = 0; column < _table.ColumnCount; column++)
        {
            var length = column < _table.LongColumns ? 8 : column < _table.LongColumns + 2 ? 4 : 2;
            BinaryPrimitives.WriteInt32BigEndian(row, length);
            row = row[(4 + length)..];
        }
    }
}

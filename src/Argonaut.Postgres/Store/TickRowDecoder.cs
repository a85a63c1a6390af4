using System.Buffers.Binary;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Postgres.Store;

/// <summary>Reads rows of the binary COPY format, as <see cref="TickRowEncoder"/> writes them, from bytes that arrive in any pieces.</summary>
internal sealed class TickRowDecoder(TickTable table)
{
    private const int HeaderBytes = 19;

    private bool _hasHeader;

    /// <summary>True after the trailer.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Decodes whole rows until the bytes or the places run out.</summary>
    /// <returns>How many bytes were used and how many ticks were written.</returns>
    /// <exception cref="InvalidDataException">The server sent something else than was asked for.</exception>
    public (int Used, int Count) Decode(ReadOnlySpan<byte> bytes, Span<MarketEvent> ticks)
    {
        var used = 0;
        if (!_hasHeader)
        {
            if (bytes.Length < HeaderBytes) return (0, 0);
            used = HeaderBytes + BinaryPrimitives.ReadInt32BigEndian(bytes[15..]);
            _hasHeader = true;
        }

        var count = 0;
        while (count < ticks.Length && bytes.Length - used >= 2)
        {
            var columns = BinaryPrimitives.ReadInt16BigEndian(bytes[used..]);
            if (columns == -1)
            {
                IsComplete = true;
                return (used + 2, count);
            }

            if (columns != table.ColumnCount)
                throw new InvalidDataException($"Expected {table.ColumnCount} columns of {table.Name}, found {columns}.");
            if (bytes.Length - used < table.RowBytes) break;
            ticks[count++] = Read(bytes.Slice(used, table.RowBytes));
            used += table.RowBytes;
        }

        return (used, count);
    }

    private MarketEvent Read(ReadOnlySpan<byte> row)
    {
        var isQuote = table.Kind == MarketEventKind.Quote;
        var tail = row[(isQuote ? 78 : 54)..];
        return new MarketEvent(
            table.Kind,
            new InstrumentKey(BinaryPrimitives.ReadInt32BigEndian(tail[12..])),
            BinaryPrimitives.ReadInt64BigEndian(row[30..]),
            BinaryPrimitives.ReadInt64BigEndian(row[42..]),
            isQuote ? BinaryPrimitives.ReadInt64BigEndian(row[54..]) : 0,
            isQuote ? BinaryPrimitives.ReadInt64BigEndian(row[66..]) : 0,
            (TickFlags)BinaryPrimitives.ReadInt16BigEndian(tail[28..]),
            new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(row[6..])),
            new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(row[18..])),
            BinaryPrimitives.ReadInt32BigEndian(tail[20..]),
            BinaryPrimitives.ReadInt64BigEndian(tail));
    }
}

using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>
/// Books as NautilusTrader's OrderBookDepth10 (nautilus-catalog.md 5.5): a place without a level has the undefined price and size and the
/// count 0; a level has the count 1, for nobody says how many orders it is made of.
/// </summary>
internal sealed class DepthConverter : TickConverter<OrderBookDepthRow>
{
    private const int Levels = OrderBookDepthRow.Levels;

    /// <summary>F_SNAPSHOT and F_LAST: each row is a whole book.</summary>
    private const int Flags = (int)(RecordFlags.Snapshot | RecordFlags.Last);

    private readonly ScaledColumn _price;
    private readonly ScaledColumn _size;
    private readonly Int128 _noPrice;
    private readonly Int128 _noSize;
    private readonly int _csvFixed;
    private readonly (Int128 Price, Int128 Size, bool IsLevel)[] _places = new (Int128, Int128, bool)[2 * Levels];

    public DepthConverter(ExportRequest request, ExportSettings settings)
        : base(CatalogType.OrderBookDepth, request.Instrument, settings)
    {
        _price = PriceColumn("price");
        _size = SizeColumn("size");
        _noPrice = settings.Profile.PriceUndefined();
        _noSize = -1;                                     // all bits set, at any width
        _csvFixed = CsvLine.Fixed(Instrument.Source, Identifier, columns: 6 + 4 * Levels);
    }

    public override int CsvHeaderBytes => CsvLine.Depths.Length;

    public override UnixNanos TsInitOf(in OrderBookDepthRow row) => row.TsInit;

    public override bool TryAppend(in OrderBookDepthRow row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (!RowChecks.Times(Identifier, row.TsEvent, row.TsInit, tally)) return false;
        var csv = _csvFixed;
        if (!TryConvert(row.Bids.Span, 0, row.TsInit, tally, ref csv) || !TryConvert(row.Asks.Span, Levels, row.TsInit, tally, ref csv)) return false;
        for (var i = 0; i < 2 * Levels; i++)
        {
            var (price, size, isLevel) = _places[i];
            _price.Append(columns[i], price);
            _size.Append(columns[2 * Levels + i], size);
            columns[4 * Levels + i].Append(isLevel ? 1 : 0);
        }

        columns[6 * Levels].Append(Flags);
        columns[6 * Levels + 1].Append((long)row.Sequence);
        columns[6 * Levels + 2].Append(row.TsEvent.Value);
        columns[6 * Levels + 3].Append(row.TsInit.Value);
        tally.CsvBytes += csv + RawText.Length(Flags, 0) + RawText.Length((long)row.Sequence, 0)
            + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0);
        return true;
    }

    private bool TryConvert(ReadOnlySpan<BookLevel> levels, int first, UnixNanos tsInit, ExportTally tally, ref int csv)
    {
        for (var i = 0; i < Levels; i++)
        {
            if (i >= levels.Length)
            {
                _places[first + i] = (_noPrice, _noSize, false);
                continue;
            }

            if (!_price.TryConvert(levels[i].Price, tsInit, tally, out var price, out var priceQ)) return false;
            if (!_size.TryConvert(levels[i].Size, tsInit, tally, out var size, out var sizeQ)) return false;
            _places[first + i] = (price, size, true);
            csv += _price.CsvLength(priceQ) + _size.CsvLength(sizeQ);
        }

        return true;
    }
}

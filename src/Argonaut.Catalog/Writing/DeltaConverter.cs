using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>
/// Book changes as NautilusTrader's OrderBookDelta (nautilus-catalog.md 5.4). The sequence is the number of the stored row: it rises over
/// restarts too, where a source has none of its own.
/// </summary>
internal sealed class DeltaConverter : TickConverter<MarketEvent>
{
    /// <summary>A level of prices is no order.</summary>
    private const long NoOrderId = 0;

    private readonly ScaledColumn _price;
    private readonly ScaledColumn _size;
    private readonly int _csvFixed;

    public DeltaConverter(ExportRequest request, ExportSettings settings)
        : base(CatalogType.OrderBookDelta, request.Instrument, settings)
    {
        _price = PriceColumn("price");
        _size = SizeColumn("size");
        _csvFixed = CsvLine.Fixed(Instrument.Source, Identifier, columns: 11) + 2;
    }

    public override int CsvHeaderBytes => CsvLine.Deltas.Length;

    public override UnixNanos TsInitOf(in MarketEvent row) => row.TsInit;

    public override bool TryAppend(in MarketEvent row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (row.Kind != MarketEventKind.BookDelta) return tally.Reject(Identifier, "invalid_enum", "kind", row.Kind.ToString(), row.TsInit, "is no book change");
        var delta = row.BookDelta;
        if (!RowChecks.Times(Identifier, row.TsEvent, row.TsInit, tally)) return false;
        var isClear = delta.Action == BookAction.Clear;
        if (delta.Action is < BookAction.Add or > BookAction.Clear)
            return tally.Reject(Identifier, "invalid_enum", "action", $"{(byte)delta.Action}", row.TsInit, "does not exist");
        if (delta.Side > OrderSide.Sell || (delta.Side == OrderSide.NoOrderSide) != isClear)
            return tally.Reject(Identifier, "invalid_enum", "side", $"{(byte)delta.Side}", row.TsInit, $"does not fit action {(byte)delta.Action}");
        if (!_price.TryConvert(isClear ? 0 : delta.Price, row.TsInit, tally, out var price, out var priceQ)) return false;
        if (!_size.TryConvert(isClear ? 0 : delta.Size, row.TsInit, tally, out var size, out var sizeQ)) return false;
        columns[0].Append((int)delta.Action);
        columns[1].Append((int)delta.Side);
        _price.Append(columns[2], price);
        _size.Append(columns[3], size);
        columns[4].Append(NoOrderId);
        columns[5].Append((int)delta.Flags);
        columns[6].Append(row.Sequence);
        columns[7].Append(row.TsEvent.Value);
        columns[8].Append(row.TsInit.Value);
        tally.CsvBytes += _csvFixed + _price.CsvLength(priceQ) + _size.CsvLength(sizeQ) + RawText.Length(NoOrderId, 0)
            + RawText.Length((byte)delta.Flags, 0) + RawText.Length(row.Sequence, 0)
            + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0);
        return true;
    }
}

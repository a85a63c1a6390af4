using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>
/// Book changes as NautilusTrader's OrderBookDelta (nautilus-catalog.md 5.4). The sequence is the number of the stored row: it rises over
/// restarts too, where a source has none of its own.
/// </summary>
internal sealed class DeltaConverter : RowConverter<MarketEvent>
{
    /// <summary>A level of prices is no order.</summary>
    private const long NoOrderId = 0;

    private readonly Instrument _instrument;
    private readonly string _id;
    private readonly ScaledColumn _price;
    private readonly ScaledColumn _size;
    private readonly int _csvFixed;

    public DeltaConverter(ExportRequest request, ExportSettings settings)
    {
        _instrument = request.Instrument;
        _id = _instrument.Id.Value;
        _price = new ScaledColumn(
            _id, "price", settings.Profile, _instrument.PriceScale, _instrument.PricePrecision, isQuantity: false, settings.OffPrecision);
        _size = new ScaledColumn(
            _id, "size", settings.Profile, _instrument.SizeScale, _instrument.SizePrecision, isQuantity: true, settings.OffPrecision);
        Schema = MarketSchemas.Of(Type, settings.Profile);
        _csvFixed = CsvLine.Fixed(_instrument.Source, _id, columns: 11) + 2;
    }

    public override CatalogType Type => CatalogType.OrderBookDelta;

    public override string Identifier => _id;

    public override string Folder => CatalogTarget.FolderOf(Type, _id);

    public override ParquetSchema Schema { get; }

    public override ImmutableArray<KeyValuePair<string, string>> KeyValues => CatalogTarget.TickKeys(_instrument);

    public override int CsvHeaderBytes => CsvLine.Deltas.Length;

    public override UnixNanos PartitionOf(in MarketEvent row) => row.TsInit;

    public override UnixNanos TsInitOf(in MarketEvent row) => row.TsInit;

    public override bool TryAppend(in MarketEvent row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (row.Kind != MarketEventKind.BookDelta) return tally.Reject(_id, "invalid_enum", "kind", row.Kind.ToString(), row.TsInit, "is no book change");
        var delta = row.BookDelta;
        if (!RowChecks.Times(_id, row.TsEvent, row.TsInit, tally)) return false;
        var isClear = delta.Action == BookAction.Clear;
        if (delta.Action is < BookAction.Add or > BookAction.Clear)
            return tally.Reject(_id, "invalid_enum", "action", $"{(byte)delta.Action}", row.TsInit, "does not exist");
        if (delta.Side > OrderSide.Sell || (delta.Side == OrderSide.NoOrderSide) != isClear)
            return tally.Reject(_id, "invalid_enum", "side", $"{(byte)delta.Side}", row.TsInit, $"does not fit action {(byte)delta.Action}");
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

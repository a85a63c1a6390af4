using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Book changes as NautilusTrader's OrderBookDelta (nautilus-catalog.md 5.4).</summary>
internal sealed class DeltaConverter : RowConverter<OrderBookDeltaRow>
{
    private const byte Clear = 4;

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

    public override UnixNanos PartitionOf(in OrderBookDeltaRow row) => row.TsInit;

    public override UnixNanos TsInitOf(in OrderBookDeltaRow row) => row.TsInit;

    public override bool TryAppend(in OrderBookDeltaRow row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (!RowChecks.Times(_id, row.TsEvent, row.TsInit, tally)) return false;
        if (row.Action is < 1 or > Clear) return tally.Reject(_id, "invalid_enum", "action", $"{row.Action}", row.TsInit, "does not exist");
        if (row.Side > 2 || (row.Side == 0) != (row.Action == Clear))
            return tally.Reject(_id, "invalid_enum", "side", $"{row.Side}", row.TsInit, $"does not fit action {row.Action}");
        if (!_price.TryConvert(row.Action == Clear ? 0 : row.Price, row.TsInit, tally, out var price, out var priceQ)) return false;
        if (!_size.TryConvert(row.Action == Clear ? 0 : row.Size, row.TsInit, tally, out var size, out var sizeQ)) return false;
        columns[0].Append((int)row.Action);
        columns[1].Append((int)row.Side);
        _price.Append(columns[2], price);
        _size.Append(columns[3], size);
        columns[4].Append((long)row.OrderId);
        columns[5].Append((int)row.Flags);
        columns[6].Append((long)row.Sequence);
        columns[7].Append(row.TsEvent.Value);
        columns[8].Append(row.TsInit.Value);
        tally.CsvBytes += _csvFixed + _price.CsvLength(priceQ) + _size.CsvLength(sizeQ) + RawText.Length((long)row.OrderId, 0)
            + RawText.Length(row.Flags, 0) + RawText.Length((long)row.Sequence, 0)
            + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0);
        return true;
    }
}

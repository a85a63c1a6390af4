using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Bars as NautilusTrader's Bar, always EXTERNAL, stamped with their close (nautilus-catalog.md 5.3).</summary>
internal sealed class BarConverter : RowConverter<Bar>
{
    private readonly Instrument _instrument;
    private readonly Timeframe _timeframe;
    private readonly string _id;
    private readonly string _barType;
    private readonly BarStamp _stamp;
    private readonly ScaledColumn[] _columns;
    private readonly int _csvFixed;

    public BarConverter(ExportRequest request, Timeframe timeframe, PriceType priceType, ExportSettings settings)
    {
        _instrument = request.Instrument;
        _timeframe = timeframe;
        _stamp = settings.BarStamp;
        _id = _instrument.Id.Value;
        _barType = timeframe.BarTypeOf(_instrument.Id, priceType);
        _columns = [Column("open"), Column("high"), Column("low"), Column("close"), Column("volume")];
        Schema = MarketSchemas.Of(Type, settings.Profile);
        _csvFixed = CsvLine.Fixed(_instrument.Source, _id, columns: 10) + timeframe.Code.Length;

        ScaledColumn Column(string name) => name == "volume"
            ? new(_barType, name, settings.Profile, _instrument.SizeScale, _instrument.SizePrecision, isQuantity: true, settings.OffPrecision)
            : new(_barType, name, settings.Profile, _instrument.PriceScale, _instrument.PricePrecision, isQuantity: false, settings.OffPrecision);
    }

    public override CatalogType Type => CatalogType.Bar;

    public override string Identifier => _barType;

    public override string Folder => CatalogTarget.FolderOf(Type, _barType);

    public override ParquetSchema Schema { get; }

    public override ImmutableArray<KeyValuePair<string, string>> KeyValues => CatalogTarget.TickKeys(_instrument).Add(new("bar_type", _barType));

    public override int CsvHeaderBytes => CsvLine.Bars.Length;

    public override UnixNanos PartitionOf(in Bar row) => row.TsOpen;

    // ts_init is the close in both stamps; the last nanosecond of the interval belongs to its open.
    public override UnixNanos PartitionOf(UnixNanos tsInit) => _timeframe.OpenOf(tsInit.Value > 0 ? tsInit - 1 : tsInit);

    public override UnixNanos TsInitOf(in Bar row) => row.TsEvent;

    public override bool TryAppend(in Bar row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        var close = row.TsEvent;
        if (row.Timeframe != _timeframe)
            return tally.Reject(_barType, "invalid_enum", "timeframe", row.Timeframe.Code, close, $"is not {_timeframe.Code}");
        if (!row.IsClosed) return tally.Reject(_barType, "invalid_bar", "ts_open", row.TsOpen.ToIso(), close, "is still open");
        if (!RowChecks.Times(_barType, row.TsOpen, close, tally)) return false;
        if (row.High < Math.Max(row.Open, Math.Max(row.Close, row.Low)) || row.Low > Math.Min(row.Open, row.Close))
            return tally.Reject(_barType, "invalid_bar", "high", _instrument.FormatPrice(row.High), close, "and low do not enclose open and close");
        if (!_columns[0].TryConvert(row.Open, close, tally, out var open, out var openQ)) return false;
        if (!_columns[1].TryConvert(row.High, close, tally, out var high, out var highQ)) return false;
        if (!_columns[2].TryConvert(row.Low, close, tally, out var low, out var lowQ)) return false;
        if (!_columns[3].TryConvert(row.Close, close, tally, out var last, out var lastQ)) return false;
        if (!_columns[4].TryConvert(row.Volume, close, tally, out var volume, out var volumeQ)) return false;
        _columns[0].Append(columns[0], open);
        _columns[1].Append(columns[1], high);
        _columns[2].Append(columns[2], low);
        _columns[3].Append(columns[3], last);
        _columns[4].Append(columns[4], volume);
        var tsEvent = _stamp == BarStamp.IbAdapter ? row.TsOpen : close;
        columns[5].Append(tsEvent.Value);
        columns[6].Append(close.Value);
        tally.CsvBytes += _csvFixed + _columns[0].CsvLength(openQ) + _columns[1].CsvLength(highQ) + _columns[2].CsvLength(lowQ)
            + _columns[3].CsvLength(lastQ) + _columns[4].CsvLength(volumeQ) + RawText.Length(tsEvent.Value, 0) + RawText.Length(close.Value, 0);
        return true;
    }
}

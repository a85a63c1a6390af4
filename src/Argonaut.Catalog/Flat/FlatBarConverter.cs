using System.Collections.Immutable;
using System.Text;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Numbers;
using Argonaut.Catalog.Writing;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Flat;

/// <summary>Bars in plain columns, stamped with their close.</summary>
internal sealed class FlatBarConverter : RowConverter<Bar>
{
    private readonly Instrument _instrument;
    private readonly Timeframe _timeframe;
    private readonly string _barType;
    private readonly byte[] _source;
    private readonly byte[] _id;
    private readonly byte[] _code;
    private readonly int _csvFixed;

    public FlatBarConverter(ExportRequest request, Timeframe timeframe, PriceType priceType)
    {
        _instrument = request.Instrument;
        _timeframe = timeframe;
        _barType = timeframe.BarTypeOf(_instrument.Id, priceType);
        _source = Encoding.UTF8.GetBytes(_instrument.Source);
        _id = Encoding.UTF8.GetBytes(_instrument.Id.Value);
        _code = Encoding.UTF8.GetBytes(timeframe.Code);
        Schema = FlatSchemas.Bars(_instrument.PriceScale, _instrument.SizeScale);
        _csvFixed = CsvLine.Fixed(_instrument.Source, _instrument.Id.Value, columns: 10) + _code.Length;
    }

    public override CatalogType Type => CatalogType.Bar;

    public override string Identifier => _barType;

    public override string Folder => FlatPaths.FolderOf(Type.Name, _instrument.Source, _barType);

    public override ParquetSchema Schema { get; }

    public override ImmutableArray<KeyValuePair<string, string>> KeyValues => [];

    public override int CsvHeaderBytes => CsvLine.Bars.Length;

    public override UnixNanos PartitionOf(in Bar row) => row.TsOpen;

    public override UnixNanos PartitionOf(UnixNanos tsInit) => _timeframe.OpenOf(tsInit.Value > 0 ? tsInit - 1 : tsInit);

    public override UnixNanos TsInitOf(in Bar row) => row.TsEvent;

    public override bool TryAppend(in Bar row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        var close = row.TsEvent;
        if (row.Timeframe != _timeframe)
            return tally.Reject(_barType, "invalid_enum", "timeframe", row.Timeframe.Code, close, $"is not {_timeframe.Code}");
        if (!row.IsClosed) return tally.Reject(_barType, "invalid_bar", "ts_open", row.TsOpen.ToIso(), close, "is still open");
        columns[0].Append(_source);
        columns[1].Append(_id);
        columns[2].Append(_code);
        columns[3].Append(close.Value);
        columns[4].Append(close.Value);
        FlatValues.AppendDecimal(columns[5], row.Open);
        FlatValues.AppendDecimal(columns[6], row.High);
        FlatValues.AppendDecimal(columns[7], row.Low);
        FlatValues.AppendDecimal(columns[8], row.Close);
        FlatValues.AppendDecimal(columns[9], row.Volume);
        var price = _instrument.PriceScale;
        tally.CsvBytes += _csvFixed + 2 * RawText.Length(close.Value, 0) + RawText.Length(row.Open, price) + RawText.Length(row.High, price)
            + RawText.Length(row.Low, price) + RawText.Length(row.Close, price) + RawText.Length(row.Volume, _instrument.SizeScale);
        return true;
    }
}

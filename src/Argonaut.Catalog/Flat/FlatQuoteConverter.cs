using System.Collections.Immutable;
using System.Text;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Numbers;
using Argonaut.Catalog.Writing;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Flat;

/// <summary>Quotes in plain columns.</summary>
internal sealed class FlatQuoteConverter : RowConverter<MarketEvent>
{
    private readonly Instrument _instrument;
    private readonly byte[] _source;
    private readonly byte[] _id;
    private readonly int _csvFixed;

    public FlatQuoteConverter(ExportRequest request)
    {
        _instrument = request.Instrument;
        _source = Encoding.UTF8.GetBytes(_instrument.Source);
        _id = Encoding.UTF8.GetBytes(_instrument.Id.Value);
        Schema = FlatSchemas.Quotes(_instrument.PriceScale, _instrument.SizeScale);
        _csvFixed = CsvLine.Fixed(_instrument.Source, _instrument.Id.Value, columns: 8);
    }

    public override CatalogType Type => CatalogType.QuoteTick;

    public override string Identifier => _instrument.Id.Value;

    public override string Folder => FlatPaths.FolderOf(Type.Name, _instrument.Source, Identifier);

    public override ParquetSchema Schema { get; }

    public override ImmutableArray<KeyValuePair<string, string>> KeyValues => [];

    public override int CsvHeaderBytes => CsvLine.Quotes.Length;

    public override UnixNanos TsInitOf(in MarketEvent row) => row.TsInit;

    public override bool TryAppend(in MarketEvent row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (row.Kind != MarketEventKind.Quote)
            return tally.Reject(Identifier, "invalid_enum", "kind", row.Kind.ToString(), row.TsInit, "is no quote");
        if (!RowChecks.Times(Identifier, row.TsEvent, row.TsInit, tally)) return false;
        columns[0].Append(_source);
        columns[1].Append(_id);
        columns[2].Append(row.TsEvent.Value);
        columns[3].Append(row.TsInit.Value);
        FlatValues.AppendDecimal(columns[4], row.A);
        FlatValues.AppendDecimal(columns[5], row.B);
        FlatValues.AppendDecimal(columns[6], row.C);
        FlatValues.AppendDecimal(columns[7], row.D);
        tally.CsvBytes += _csvFixed + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0)
            + RawText.Length(row.A, _instrument.PriceScale) + RawText.Length(row.B, _instrument.PriceScale)
            + RawText.Length(row.C, _instrument.SizeScale) + RawText.Length(row.D, _instrument.SizeScale);
        return true;
    }
}

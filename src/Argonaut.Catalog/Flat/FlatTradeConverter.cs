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

/// <summary>Trades in the seed's plain columns; <c>aggressor_side</c> is 1 BUY, 2 SELL, 0 none.</summary>
internal sealed class FlatTradeConverter : RowConverter<MarketEvent>
{
    private readonly Instrument _instrument;
    private readonly byte[] _source;
    private readonly byte[] _id;
    private readonly Func<int, long, string?>? _ownTradeId;
    private readonly TradeIdStyle _style;
    private readonly int _csvFixed;

    public FlatTradeConverter(ExportRequest request, ExportSettings settings)
    {
        _instrument = request.Instrument;
        _ownTradeId = request.OwnTradeId;
        _style = settings.TradeId;
        _source = Encoding.UTF8.GetBytes(_instrument.Source);
        _id = Encoding.UTF8.GetBytes(_instrument.Id.Value);
        Schema = FlatSchemas.Trades(_instrument.PriceScale, _instrument.SizeScale);
        _csvFixed = CsvLine.Fixed(_instrument.Source, _instrument.Id.Value, columns: 8) + 1;
    }

    public override CatalogType Type => CatalogType.TradeTick;

    public override string Identifier => _instrument.Id.Value;

    public override string Folder => FlatPaths.FolderOf(Type.Name, _instrument.Source, Identifier);

    public override ParquetSchema Schema { get; }

    public override ImmutableArray<KeyValuePair<string, string>> KeyValues => [];

    public override int CsvHeaderBytes => CsvLine.Trades.Length;

    public override UnixNanos TsInitOf(in MarketEvent row) => row.TsInit;

    public override bool TryAppend(in MarketEvent row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (row.Kind != MarketEventKind.Trade)
            return tally.Reject(Identifier, "invalid_enum", "kind", row.Kind.ToString(), row.TsInit, "is no trade");
        if (!RowChecks.Times(Identifier, row.TsEvent, row.TsInit, tally)) return false;
        Span<byte> idBuffer = stackalloc byte[64];
        var tradeId = TradeIds.Of(row, _style, _ownTradeId, row.A, _instrument.PriceScale, row.B, _instrument.SizeScale, idBuffer);
        columns[0].Append(_source);
        columns[1].Append(_id);
        columns[2].Append(row.TsEvent.Value);
        columns[3].Append(row.TsInit.Value);
        FlatValues.AppendDecimal(columns[4], row.A);
        FlatValues.AppendDecimal(columns[5], row.B);
        columns[6].Append((int)row.Flags & 3);
        columns[7].Append(tradeId);
        tally.CsvBytes += _csvFixed + tradeId.Length + RawText.Length(row.A, _instrument.PriceScale) + RawText.Length(row.B, _instrument.SizeScale)
            + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0);
        return true;
    }
}

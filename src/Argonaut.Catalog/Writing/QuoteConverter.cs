using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Quotes as NautilusTrader's QuoteTick (nautilus-catalog.md 5.1).</summary>
internal sealed class QuoteConverter : TickConverter<MarketEvent>
{
    private readonly ScaledColumn[] _columns;
    private readonly int _csvFixed;

    public QuoteConverter(ExportRequest request, ExportSettings settings)
        : base(CatalogType.QuoteTick, request.Instrument, settings)
    {
        _columns = [PriceColumn("bid_price"), PriceColumn("ask_price"), SizeColumn("bid_size"), SizeColumn("ask_size")];
        _csvFixed = CsvLine.Fixed(Instrument.Source, Identifier, columns: 8);
    }

    public override int CsvHeaderBytes => CsvLine.Quotes.Length;

    public override UnixNanos TsInitOf(in MarketEvent row) => row.TsInit;

    public override bool TryAppend(in MarketEvent row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (row.Kind != MarketEventKind.Quote) return tally.Reject(Identifier, "invalid_enum", "kind", row.Kind.ToString(), row.TsInit, "is no quote");
        if (!RowChecks.Times(Identifier, row.TsEvent, row.TsInit, tally)) return false;
        if (!_columns[0].TryConvert(row.A, row.TsInit, tally, out var bid, out var bidQ)) return false;
        if (!_columns[1].TryConvert(row.B, row.TsInit, tally, out var ask, out var askQ)) return false;
        if (!_columns[2].TryConvert(row.C, row.TsInit, tally, out var bidSize, out var bidSizeQ)) return false;
        if (!_columns[3].TryConvert(row.D, row.TsInit, tally, out var askSize, out var askSizeQ)) return false;
        _columns[0].Append(columns[0], bid);
        _columns[1].Append(columns[1], ask);
        _columns[2].Append(columns[2], bidSize);
        _columns[3].Append(columns[3], askSize);
        columns[4].Append(row.TsEvent.Value);
        columns[5].Append(row.TsInit.Value);
        tally.CsvBytes += _csvFixed + _columns[0].CsvLength(bidQ) + _columns[1].CsvLength(askQ) + _columns[2].CsvLength(bidSizeQ)
            + _columns[3].CsvLength(askSizeQ) + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0);
        return true;
    }
}

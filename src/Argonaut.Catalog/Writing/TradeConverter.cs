using System.Collections.Immutable;
using System.Text;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Trades as NautilusTrader's TradeTick (nautilus-catalog.md 5.2).</summary>
internal sealed class TradeConverter : TickConverter<MarketEvent>
{
    private readonly ScaledColumn _price;
    private readonly ScaledColumn _size;
    private readonly Func<int, long, string?>? _ownTradeId;
    private readonly TradeIdStyle _style;
    private readonly int _csvFixed;

    public TradeConverter(ExportRequest request, ExportSettings settings)
        : base(CatalogType.TradeTick, request.Instrument, settings)
    {
        _price = PriceColumn("price");
        _size = SizeColumn("size");
        _ownTradeId = request.OwnTradeId;
        _style = settings.TradeId;
        _csvFixed = CsvLine.Fixed(Instrument.Source, Identifier, columns: 8) + 1;
    }

    public override int CsvHeaderBytes => CsvLine.Trades.Length;

    public override UnixNanos TsInitOf(in MarketEvent row) => row.TsInit;

    public override bool TryAppend(in MarketEvent row, ImmutableArray<ColumnValues> columns, ExportTally tally)
    {
        if (row.Kind != MarketEventKind.Trade) return tally.Reject(Identifier, "invalid_enum", "kind", row.Kind.ToString(), row.TsInit, "is no trade");
        if (!RowChecks.Times(Identifier, row.TsEvent, row.TsInit, tally)) return false;
        var side = (int)row.Flags & 3;
        if (side == 3) return tally.Reject(Identifier, "invalid_enum", "aggressor_side", "3", row.TsInit, "does not exist");
        if (!_price.TryConvert(row.A, row.TsInit, tally, out var price, out var q)) return false;
        if (row.B == 0) return tally.Reject(Identifier, "zero_size", "size", "0", row.TsInit, "cannot be traded");
        if (!_size.TryConvert(row.B, row.TsInit, tally, out var size, out var sizeQ)) return false;
        if (sizeQ == 0)
        {
            var text = Instrument.FormatSize(row.B);
            return tally.Reject(Identifier, "size_rounds_to_zero", "size", text, row.TsInit, $"is 0 at {Instrument.SizePrecision} decimals");
        }

        Span<byte> idBuffer = stackalloc byte[64];
        var tradeId = TradeIds.Of(row, _style, _ownTradeId, q, Instrument.PricePrecision, sizeQ, Instrument.SizePrecision, idBuffer);
        if (!TradeIds.IsValid(tradeId))
            return tally.Reject(Identifier, "invalid_trade_id", "trade_id", Encoding.UTF8.GetString(tradeId), row.TsInit, "is not 1 to 36 ASCII characters");

        _price.Append(columns[0], price);
        _size.Append(columns[1], size);
        columns[2].Append(side);
        columns[3].Append(tradeId);
        columns[4].Append(row.TsEvent.Value);
        columns[5].Append(row.TsInit.Value);
        tally.CsvBytes += _csvFixed + _price.CsvLength(q) + _size.CsvLength(sizeQ) + tradeId.Length
            + RawText.Length(row.TsEvent.Value, 0) + RawText.Length(row.TsInit.Value, 0);
        return true;
    }
}

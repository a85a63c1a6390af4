using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// Trades and quotes of a file as records at a store's scale (nautilus-catalog.md 3.5, step 5). What cannot be represented is refused with
/// its row and value; values finer than the file's precision are rounded to it and counted, as NautilusTrader does.
/// </summary>
public sealed class TickDecoder
{
    private readonly CatalogFile _file;
    private readonly InstrumentKey _key;
    private readonly FixedValues _values;

    /// <exception cref="ParquetFormatException">The file holds neither trades nor quotes, or does not state its precisions.</exception>
    public TickDecoder(CatalogFile file, InstrumentKey key, int priceScale = 8, int sizeScale = 8)
    {
        if (file.Type != CatalogType.TradeTick && file.Type != CatalogType.QuoteTick)
            throw new ParquetFormatException($"Expected trades or quotes, found {file.Type}.", file: file.Parquet.Name);
        _file = file;
        _key = key;
        _values = new FixedValues(file, priceScale, sizeScale);
    }

    /// <summary>Values that were no multiple of their precision so far.</summary>
    public long Rounded => _values.Rounded;

    /// <summary>Appends a batch's rows in file order.</summary>
    /// <param name="refused">Takes a sentence a row that cannot be used, which is left out then; null: the first one is an exception.</param>
    /// <exception cref="ParquetFormatException">A value is undefined, or does not fit the scale; names row and value.</exception>
    public void Decode(CatalogBatch batch, List<MarketEvent> output, Action<string>? refused = null)
    {
        if (_file.Type == CatalogType.TradeTick) DecodeTrades(batch, output, refused);
        else DecodeQuotes(batch, output, refused);
    }

    private void DecodeTrades(CatalogBatch batch, List<MarketEvent> output, Action<string>? refused)
    {
        var (price, size, side) = (batch["price"], batch["size"], batch["aggressor_side"]);
        var tsEvent = batch["ts_event"].Int64;
        var tsInit = batch["ts_init"].Int64;
        for (var row = 0; row < batch.Rows; row++)
        {
            try
            {
                var flags = Side(batch, side, row) switch { 1 => TickFlags.Buyer, 2 => TickFlags.Seller, _ => TickFlags.None };
                output.Add(new MarketEvent(
                    MarketEventKind.Trade, _key, _values.Price(batch, price, row), _values.Size(batch, size, row), 0, 0, flags,
                    _values.Time(batch, tsEvent[row], row), _values.Time(batch, tsInit[row], row), 0, batch.FirstRow + row + 1));
            }
            catch (ParquetFormatException e) when (refused is not null)
            {
                refused(e.Message);
            }
        }
    }

    private void DecodeQuotes(CatalogBatch batch, List<MarketEvent> output, Action<string>? refused)
    {
        var (bid, ask, bidSize, askSize) = (batch["bid_price"], batch["ask_price"], batch["bid_size"], batch["ask_size"]);
        var tsEvent = batch["ts_event"].Int64;
        var tsInit = batch["ts_init"].Int64;
        for (var row = 0; row < batch.Rows; row++)
        {
            try
            {
                output.Add(new MarketEvent(
                    MarketEventKind.Quote, _key, _values.Price(batch, bid, row), _values.Price(batch, ask, row), _values.Size(batch, bidSize, row),
                    _values.Size(batch, askSize, row), TickFlags.None, _values.Time(batch, tsEvent[row], row), _values.Time(batch, tsInit[row], row), 0,
                    batch.FirstRow + row + 1));
            }
            catch (ParquetFormatException e) when (refused is not null)
            {
                refused(e.Message);
            }
        }
    }

    private int Side(CatalogBatch batch, ColumnValues column, int row)
    {
        var side = column.Column.Type == PhysicalType.Int32
            ? column.Int32[row]
            : column.Text(row) switch { "NO_AGGRESSOR" => 0, "BUYER" => 1, "SELLER" => 2, _ => -1 };
        return side is >= 0 and <= 2 ? side : throw _values.Refused(batch, row, column, "is no aggressor side");
    }
}

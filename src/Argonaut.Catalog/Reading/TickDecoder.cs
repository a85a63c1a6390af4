using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Numbers;
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
    private readonly int _priceScale;
    private readonly int _sizeScale;
    private readonly int _digits;
    private readonly long _priceDown;
    private readonly long _sizeDown;
    private readonly long _priceUnit = 1;
    private readonly long _sizeUnit = 1;
    private readonly bool _isNarrow;

    /// <exception cref="ParquetFormatException">The file holds neither trades nor quotes, or does not state its precisions.</exception>
    public TickDecoder(CatalogFile file, InstrumentKey key, int priceScale = 8, int sizeScale = 8)
    {
        if (file.Type != CatalogType.TradeTick && file.Type != CatalogType.QuoteTick)
            throw new ParquetFormatException($"Expected trades or quotes, found {file.Type}.", file: file.Parquet.Name);
        if (file.Profile is not { } profile) throw new ParquetFormatException("The file has no price column.", file: file.Parquet.Name);
        if (file.PricePrecision < 0 || file.SizePrecision < 0)
            throw new ParquetFormatException("The metadata does not state price_precision and size_precision.", file: file.Parquet.Name);
        _file = file;
        _key = key;
        _priceScale = priceScale;
        _sizeScale = sizeScale;
        _digits = profile.FixedPrecision();
        _isNarrow = profile == CatalogProfile.V1Sp;
        _priceDown = Down(file.PricePrecision, priceScale);
        _sizeDown = Down(file.SizePrecision, sizeScale);
        if (_priceDown > 0) _priceUnit = RawScale.Power(priceScale - file.PricePrecision);
        if (_sizeDown > 0) _sizeUnit = RawScale.Power(sizeScale - file.SizePrecision);
    }

    /// <summary>Values that were no multiple of their precision so far.</summary>
    public long Rounded { get; private set; }

    /// <summary>Appends a batch's rows in file order.</summary>
    /// <exception cref="ParquetFormatException">A value is undefined, or does not fit the scale; names row and value.</exception>
    public void Decode(CatalogBatch batch, List<MarketEvent> output)
    {
        if (_file.Type == CatalogType.TradeTick) DecodeTrades(batch, output);
        else DecodeQuotes(batch, output);
    }

    private void DecodeTrades(CatalogBatch batch, List<MarketEvent> output)
    {
        var (price, size, side) = (batch["price"], batch["size"], batch["aggressor_side"]);
        var tsEvent = batch["ts_event"].Int64;
        var tsInit = batch["ts_init"].Int64;
        for (var row = 0; row < batch.Rows; row++)
        {
            var flags = Side(batch, side, row) switch { 1 => TickFlags.Buyer, 2 => TickFlags.Seller, _ => TickFlags.None };
            output.Add(new MarketEvent(
                MarketEventKind.Trade, _key, Price(batch, price, row), Size(batch, size, row), 0, 0, flags,
                Time(batch, tsEvent[row], row), Time(batch, tsInit[row], row), 0, batch.FirstRow + row + 1));
        }
    }

    private void DecodeQuotes(CatalogBatch batch, List<MarketEvent> output)
    {
        var (bid, ask, bidSize, askSize) = (batch["bid_price"], batch["ask_price"], batch["bid_size"], batch["ask_size"]);
        var tsEvent = batch["ts_event"].Int64;
        var tsInit = batch["ts_init"].Int64;
        for (var row = 0; row < batch.Rows; row++)
            output.Add(new MarketEvent(
                MarketEventKind.Quote, _key, Price(batch, bid, row), Price(batch, ask, row), Size(batch, bidSize, row), Size(batch, askSize, row),
                TickFlags.None, Time(batch, tsEvent[row], row), Time(batch, tsInit[row], row), 0, batch.FirstRow + row + 1));
    }

    private int Side(CatalogBatch batch, ColumnValues column, int row)
    {
        var side = column.Column.Type == PhysicalType.Int32
            ? column.Int32[row]
            : column.Text(row) switch { "NO_AGGRESSOR" => 0, "BUYER" => 1, "SELLER" => 2, _ => -1 };
        return side is >= 0 and <= 2 ? side : throw Refused(batch, row, column, "is no aggressor side");
    }

    // Almost every value fits 64 bits and is a multiple of its precision: then one division by a power of ten does it all. 0 turns it off.
    private long Down(int precision, int scale) =>
        precision <= scale && scale <= _digits && precision <= _digits && _digits - scale <= 18 ? RawScale.Power(_digits - scale) : 0;

    private static bool TryFast(ColumnValues column, int row, long down, bool isNarrow, long unit, out long mantissa)
    {
        mantissa = 0;
        if (down == 0 || column.NullCount > 0 || column.Column.Type != PhysicalType.FixedLenByteArray || column.Column.Logical is not null) return false;
        long raw;
        if (isNarrow)
        {
            raw = column.Fixed8[row];
        }
        else
        {
            var wide = column.Int128[row];
            raw = (long)wide;
            if (raw != wide) return false;
        }

        (mantissa, var rest) = Math.DivRem(raw, down);
        return raw >= 0 && raw != long.MaxValue && rest == 0 && mantissa % unit == 0;
    }

    private long Price(CatalogBatch batch, ColumnValues column, int row) =>
        TryFast(column, row, _priceDown, _isNarrow, _priceUnit, out var fast) ? fast :
        batch.Price(column, row) is { } raw ? Mantissa(batch, column, row, raw, _file.PricePrecision, _priceScale) : throw Refused(batch, row, column, "is undefined");

    private long Size(CatalogBatch batch, ColumnValues column, int row) =>
        TryFast(column, row, _sizeDown, _isNarrow, _sizeUnit, out var fast) ? fast :
        batch.Quantity(column, row) is { } raw ? Mantissa(batch, column, row, (Int128)raw, _file.SizePrecision, _sizeScale) : throw Refused(batch, row, column, "is undefined");

    private long Mantissa(CatalogBatch batch, ColumnValues column, int row, Int128 raw, int precision, int scale)
    {
        var value = raw;
        var unit = RawText.Power(_digits - Math.Min(precision, _digits));
        if (unit > 1)
        {
            var rest = raw % unit;
            if (rest != 0)
            {
                Rounded++;
                value = raw - rest;
                if (Int128.Abs(rest) * 2 >= unit) value += rest < 0 ? -unit : unit;
            }
        }

        return RawText.TryToMantissa(value, _digits, scale, out var mantissa)
            ? mantissa
            : throw Refused(batch, row, column, $"is not representable at {scale} decimals in 64 bits");
    }

    private UnixNanos Time(CatalogBatch batch, long value, int row) => value >= 0
        ? new UnixNanos(value)
        : throw new ParquetFormatException($"Row {batch.FirstRow + row}: the time {(ulong)value} is beyond 2262.", file: _file.Parquet.Name);

    private ParquetFormatException Refused(CatalogBatch batch, int row, ColumnValues column, string why) => new(
        $"Row {batch.FirstRow + row}: {column.Column.Name} {batch.Display(column.Column.Name, row) ?? "null"} {why}.", file: _file.Parquet.Name);
}

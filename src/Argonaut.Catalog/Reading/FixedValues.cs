using Argonaut.Catalog.Numbers;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// Prices, sizes and times of a file at a store's scale (nautilus-catalog.md 3.5, step 5). What cannot be represented is refused with its row
/// and value; values finer than the file's precision are rounded to it and counted, as NautilusTrader does.
/// </summary>
internal sealed class FixedValues
{
    private static readonly UnixNanos After = UnixNanos.FromDate(new DateOnly(2262, 1, 1));

    private readonly CatalogFile _file;
    private readonly int _priceScale;
    private readonly int _sizeScale;
    private readonly int _digits;
    private readonly long _priceDown;
    private readonly long _sizeDown;
    private readonly long _priceUnit = 1;
    private readonly long _sizeUnit = 1;
    private readonly bool _isNarrow;

    /// <exception cref="ParquetFormatException">The file has no price column, or does not state its precisions.</exception>
    public FixedValues(CatalogFile file, int priceScale, int sizeScale)
    {
        if (file.Profile is not { } profile) throw new ParquetFormatException("The file has no price column.", file: file.Parquet.Name);
        if (file.PricePrecision < 0 || file.SizePrecision < 0)
            throw new ParquetFormatException("The metadata does not state price_precision and size_precision.", file: file.Parquet.Name);
        _file = file;
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

    public long Price(CatalogBatch batch, ColumnValues column, int row) =>
        TryFast(column, row, _priceDown, _isNarrow, _priceUnit, out var fast) ? fast :
        batch.Price(column, row) is { } raw ? Mantissa(batch, column, row, raw, _file.PricePrecision, _priceScale) : throw Refused(batch, row, column, "is undefined");

    public long Size(CatalogBatch batch, ColumnValues column, int row) =>
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

    /// <summary>Years end with 2261 (nautilus-catalog.md 2.2): the interval of such a time ends within 64 bits.</summary>
    public UnixNanos Time(CatalogBatch batch, long value, int row) => value >= 0 && value < After.Value
        ? new UnixNanos(value)
        : throw new ParquetFormatException($"Row {batch.FirstRow + row}: the time {(ulong)value} is beyond 2261.", file: _file.Parquet.Name);

    public ParquetFormatException Refused(CatalogBatch batch, int row, ColumnValues column, string why) => new(
        $"Row {batch.FirstRow + row}: {column.Column.Name} {batch.Display(column.Column.Name, row) ?? "null"} {why}.", file: _file.Parquet.Name);
}

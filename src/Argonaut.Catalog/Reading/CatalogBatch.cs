using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using Argonaut.Catalog.Numbers;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>The rows of one row group, columns by name. Prices and sizes are raw values at the profile's fixed precision.</summary>
public sealed class CatalogBatch : IDisposable
{
    private readonly CatalogFile _file;
    private readonly FrozenDictionary<string, ColumnValues> _columns;

    internal CatalogBatch(CatalogFile file, IReadOnlyCollection<string>? wanted)
    {
        _file = file;
        var columns = new Dictionary<string, ColumnValues>(StringComparer.Ordinal);
        foreach (var column in file.Parquet.Schema.Columns)
            if (wanted is null || wanted.Contains(column.Name)) columns[column.Name] = new ColumnValues(column);
        foreach (var name in wanted ?? [])
            if (!columns.ContainsKey(name)) throw new ParquetFormatException($"The column {name} is missing.", file: file.Parquet.Name);
        _columns = columns.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public int RowGroup { get; private set; }

    /// <summary>The place in the file of this batch's first row.</summary>
    public long FirstRow { get; private set; }

    public int Rows { get; private set; }

    /// <summary>The names that were asked for, in file order.</summary>
    public IEnumerable<string> Names => _file.Parquet.Schema.Columns.Select(c => c.Name).Where(_columns.ContainsKey);

    /// <exception cref="ParquetFormatException">There is no such column.</exception>
    public ColumnValues this[string name] =>
        _columns.TryGetValue(name, out var values) ? values : throw new ParquetFormatException($"The column {name} is missing.", file: _file.Parquet.Name);

    public bool Has(string name) => _columns.ContainsKey(name);

    /// <summary>The raw price; null when it is undefined.</summary>
    public Int128? Price(ColumnValues column, int row)
    {
        if (column.IsNull(row)) return null;
        if (column.Column.Type == PhysicalType.Int64) return column.Int64[row];
        var bytes = column.Bytes(row);
        if (_file.Profile == CatalogProfile.V2) return BinaryPrimitives.ReadInt128BigEndian(Sized(bytes, 16));
        Int128 raw = _file.Profile == CatalogProfile.V1Sp ? BinaryPrimitives.ReadInt64LittleEndian(Sized(bytes, 8)) : BinaryPrimitives.ReadInt128LittleEndian(Sized(bytes, 16));
        return raw == _file.Profile!.Value.PriceUndefined() ? null : raw;
    }

    /// <summary>The raw quantity; null when it is undefined.</summary>
    public UInt128? Quantity(ColumnValues column, int row)
    {
        if (column.IsNull(row)) return null;
        if (column.Column.Type == PhysicalType.Int64) return (ulong)column.Int64[row];
        var bytes = column.Bytes(row);
        if (_file.Profile == CatalogProfile.V2) return BinaryPrimitives.ReadUInt128BigEndian(Sized(bytes, 16));
        UInt128 raw = _file.Profile == CatalogProfile.V1Sp ? BinaryPrimitives.ReadUInt64LittleEndian(Sized(bytes, 8)) : BinaryPrimitives.ReadUInt128LittleEndian(Sized(bytes, 16));
        return raw == _file.Profile!.Value.QuantityUndefined() ? null : raw;
    }

    /// <summary>Text of a text column, null for a null or for a column that the file does not have.</summary>
    public string? Text(string name, int row) =>
        _columns.TryGetValue(name, out var column) && column.Column.Type == PhysicalType.ByteArray ? column.Text(row) : null;

    /// <summary>Value of an integer column, null for a null or for a column that the file does not have.</summary>
    public long? Int64(string name, int row)
    {
        if (!_columns.TryGetValue(name, out var column) || column.IsNull(row)) return null;
        return column.Column.Type switch
        {
            PhysicalType.Int64 => column.Int64[row],
            PhysicalType.Int32 => column.Column.IsUnsigned ? (uint)column.Int32[row] : column.Int32[row],
            _ => null,
        };
    }

    /// <summary>Any value as a reader would print it: prices and sizes as decimals, unsigned integers without sign, nulls as null.</summary>
    public string? Display(string name, int row)
    {
        var column = this[name];
        if (column.IsNull(row)) return null;
        switch (column.Column.Type)
        {
            case PhysicalType.Boolean:
                return column.Booleans[row] == 1 ? "true" : "false";
            case PhysicalType.Int32:
                return column.Column.IsUnsigned ? Invariant((uint)column.Int32[row]) : Invariant(column.Int32[row]);
            case PhysicalType.Int64:
                return column.Column.IsUnsigned ? Invariant((ulong)column.Int64[row]) : Invariant(column.Int64[row]);
            case PhysicalType.Float:
                return column.Floats[row].ToString("R", CultureInfo.InvariantCulture);
            case PhysicalType.Double:
                return column.Doubles[row].ToString("R", CultureInfo.InvariantCulture);
            case PhysicalType.ByteArray:
                return column.Text(row);
            case PhysicalType.FixedLenByteArray when column.Column.Logical is { Kind: LogicalTypeKind.Decimal } number && column.Width == 16:
                return RawText.FormatMantissa(BinaryPrimitives.ReadInt128BigEndian(column.Bytes(row)), number.Scale);
            case PhysicalType.FixedLenByteArray when _file.Profile is not null && column.Width is 8 or 16:
                return DisplayFixed(column, row, name);
            default:
                return Convert.ToHexStringLower(column.Bytes(row));
        }
    }

    public void Dispose()
    {
        foreach (var column in _columns.Values) column.Dispose();
    }

    internal void Read(int rowGroup, long firstRow)
    {
        RowGroup = rowGroup;
        FirstRow = firstRow;
        Rows = _file.Parquet.Metadata.RowGroups[rowGroup].Rows;
        for (var i = 0; i < _file.Parquet.Schema.Columns.Length; i++)
            if (_columns.TryGetValue(_file.Parquet.Schema.Columns[i].Name, out var values)) _file.Parquet.ReadColumn(rowGroup, i, values);
    }

    /// <summary>Quantities are told by their names: no other mark is in the file.</summary>
    internal static bool IsQuantity(string name) => name is "size" or "volume" || name.StartsWith("bid_size", StringComparison.Ordinal) || name.StartsWith("ask_size", StringComparison.Ordinal);

    private string? DisplayFixed(ColumnValues column, int row, string name)
    {
        var digits = _file.Profile!.Value.FixedPrecision();
        if (IsQuantity(name))
            return Quantity(column, row) is { } size ? RawText.Format((Int128)size, digits, Decimals(_file.SizePrecision, digits)) : null;
        return Price(column, row) is { } price ? RawText.Format(price, digits, Decimals(_file.PricePrecision, digits)) : null;
    }

    private static int Decimals(int precision, int digits) => precision < 0 ? digits : Math.Min(precision, digits);

    private ReadOnlySpan<byte> Sized(ReadOnlySpan<byte> bytes, int width) => bytes.Length == width
        ? bytes
        : throw new ParquetFormatException($"Expected values of {width} bytes, found {bytes.Length}.", file: _file.Parquet.Name);

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}

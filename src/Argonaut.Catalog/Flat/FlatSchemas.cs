using System.Collections.Immutable;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Flat;

/// <summary>
/// The seed's plain columns. Prices and sizes are DECIMAL(38, scale) at the database's scale, so that any reader has the exact value and
/// nothing is rounded to an instrument's precision.
/// </summary>
internal static class FlatSchemas
{
    public static ParquetSchema Trades(int priceScale, int sizeScale) => new(
    [
        Text("venue"), Text("instrument_id"), Time("ts_event"), Time("ts_init"), Decimal("price", priceScale), Decimal("size", sizeScale),
        new() { Name = "aggressor_side", Type = PhysicalType.Int32, Converted = ConvertedType.Int8, Logical = LogicalType.SignedInteger(8) },
        Text("trade_id"),
    ]);

    public static ParquetSchema Quotes(int priceScale, int sizeScale) => new(
    [
        Text("venue"), Text("instrument_id"), Time("ts_event"), Time("ts_init"), Decimal("bid_price", priceScale), Decimal("ask_price", priceScale),
        Decimal("bid_size", sizeScale), Decimal("ask_size", sizeScale),
    ]);

    public static ParquetSchema Bars(int priceScale, int sizeScale) => new(
    [
        Text("venue"), Text("instrument_id"), Text("timeframe"), Time("ts_event"), Time("ts_init"), Decimal("open", priceScale),
        Decimal("high", priceScale), Decimal("low", priceScale), Decimal("close", priceScale), Decimal("volume", sizeScale),
    ]);

    private static ParquetColumn Text(string name) =>
        new() { Name = name, Type = PhysicalType.ByteArray, Converted = ConvertedType.Utf8, Logical = LogicalType.String };

    private static ParquetColumn Time(string name) => new()
    {
        Name = name, Type = PhysicalType.Int64, Converted = ConvertedType.Int64, Logical = LogicalType.SignedInteger(64), PrefersDelta = true,
    };

    private static ParquetColumn Decimal(string name, int scale) => new()
    {
        Name = name, Type = PhysicalType.FixedLenByteArray, TypeLength = 16, Converted = ConvertedType.Decimal, Logical = LogicalType.Decimal(38, scale),
    };
}

using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Nautilus;

/// <summary>Columns of the market data types, profiles v1-hp and v1-sp, in the order that readers rely on (nautilus-catalog.md 5).</summary>
public static class MarketSchemas
{
    /// <summary>Kinds of column: fixed-point price and quantity, unsigned integers, text.</summary>
    internal enum Kind
    {
        Price,
        Quantity,
        UInt8,
        UInt32,
        UInt64,
        Time,
        Text,
    }

    private static readonly ImmutableArray<(CatalogType Type, ImmutableArray<(string Name, Kind Kind)> Columns)> Table =
    [
        (CatalogType.QuoteTick,
        [
            ("bid_price", Kind.Price), ("ask_price", Kind.Price), ("bid_size", Kind.Quantity), ("ask_size", Kind.Quantity),
            ("ts_event", Kind.Time), ("ts_init", Kind.Time),
        ]),
        (CatalogType.TradeTick,
        [
            ("price", Kind.Price), ("size", Kind.Quantity), ("aggressor_side", Kind.UInt8), ("trade_id", Kind.Text),
            ("ts_event", Kind.Time), ("ts_init", Kind.Time),
        ]),
        (CatalogType.Bar,
        [
            ("open", Kind.Price), ("high", Kind.Price), ("low", Kind.Price), ("close", Kind.Price), ("volume", Kind.Quantity),
            ("ts_event", Kind.Time), ("ts_init", Kind.Time),
        ]),
        (CatalogType.OrderBookDelta,
        [
            ("action", Kind.UInt8), ("side", Kind.UInt8), ("price", Kind.Price), ("size", Kind.Quantity), ("order_id", Kind.UInt64),
            ("flags", Kind.UInt8), ("sequence", Kind.UInt64), ("ts_event", Kind.Time), ("ts_init", Kind.Time),
        ]),
        (CatalogType.OrderBookDepth,
        [
            .. Levels("bid_price", Kind.Price), .. Levels("ask_price", Kind.Price), .. Levels("bid_size", Kind.Quantity),
            .. Levels("ask_size", Kind.Quantity), .. Levels("bid_count", Kind.UInt32), .. Levels("ask_count", Kind.UInt32),
            ("flags", Kind.UInt8), ("sequence", Kind.UInt64), ("ts_event", Kind.Time), ("ts_init", Kind.Time),
        ]),
        (CatalogType.MarkPrice, [("value", Kind.Price), ("ts_event", Kind.Time), ("ts_init", Kind.Time)]),
        (CatalogType.IndexPrice, [("value", Kind.Price), ("ts_event", Kind.Time), ("ts_init", Kind.Time)]),
    ];

    /// <summary>The types that have a fixed layout here.</summary>
    public static IEnumerable<CatalogType> Types => Table.Select(t => t.Type);

    public static bool IsMarketData(CatalogType type) => Table.Any(t => t.Type == type);

    /// <summary>The schema that we write and expect.</summary>
    /// <param name="profile">A v1 profile.</param>
    public static ParquetSchema Of(CatalogType type, CatalogProfile profile) =>
        new([.. Columns(type).Select(c => Column(c.Name, c.Kind, profile))]);

    /// <summary>The footer entries a file of the type must have (nautilus-catalog.md 5).</summary>
    public static ImmutableArray<string> RequiredKeys(CatalogType type)
    {
        if (type == CatalogType.Bar) return ["bar_type", "price_precision", "size_precision"];
        if (type == CatalogType.MarkPrice || type == CatalogType.IndexPrice) return ["instrument_id", "price_precision"];
        return ["instrument_id", "price_precision", "size_precision"];
    }

    internal static ImmutableArray<(string Name, Kind Kind)> Columns(CatalogType type) => Table.First(t => t.Type == type).Columns;

    private static ParquetColumn Column(string name, Kind kind, CatalogProfile profile) => kind switch
    {
        Kind.Price or Kind.Quantity => new ParquetColumn { Name = name, Type = PhysicalType.FixedLenByteArray, TypeLength = profile.Width() },
        Kind.UInt8 => Integer(name, PhysicalType.Int32, ConvertedType.UInt8, 8),
        Kind.UInt32 => Integer(name, PhysicalType.Int32, ConvertedType.UInt32, 32),
        Kind.UInt64 => Integer(name, PhysicalType.Int64, ConvertedType.UInt64, 64),
        Kind.Time => Integer(name, PhysicalType.Int64, ConvertedType.UInt64, 64) with { PrefersDelta = true },
        _ => new ParquetColumn { Name = name, Type = PhysicalType.ByteArray, Converted = ConvertedType.Utf8, Logical = LogicalType.String },
    };

    private static ParquetColumn Integer(string name, PhysicalType type, ConvertedType converted, int bits) =>
        new() { Name = name, Type = type, Converted = converted, Logical = LogicalType.UnsignedInteger(bits) };

    private static IEnumerable<(string, Kind)> Levels(string name, Kind kind) => Enumerable.Range(0, 10).Select(i => ($"{name}_{i}", kind));
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Argonaut.Catalog.Layout;

/// <summary>
/// A kind of file in a catalog: its folder and what it holds. The one place that spells folder names (nautilus-catalog.md 5 and 6.1).
/// </summary>
public sealed class CatalogType
{
    private static readonly FrozenDictionary<string, CatalogType> ByFolder;

    private CatalogType(string name, string rustFolder, string? instrumentClass, params ImmutableArray<string> olderFolders)
    {
        Name = name;
        RustFolder = rustFolder;
        InstrumentClass = instrumentClass;
        OlderFolders = olderFolders;
    }

    public static CatalogType QuoteTick { get; } = new("quote_tick", "quotes", null, "quote_ticks");

    public static CatalogType TradeTick { get; } = new("trade_tick", "trades", null, "trade_ticks");

    public static CatalogType Bar { get; } = new("bar", "bars", null);

    public static CatalogType OrderBookDelta { get; } = new("order_book_deltas", "order_book_deltas", null, "order_book_delta");

    public static CatalogType OrderBookDepth { get; } = new("order_book_depths", "order_book_depths", null, "order_book_depth10");

    public static CatalogType MarkPrice { get; } = new("mark_price_update", "mark_prices", null);

    public static CatalogType IndexPrice { get; } = new("index_price_update", "index_prices", null);

    public static CatalogType FundingRate { get; } = new("funding_rate_update", "funding_rate_update", null, "funding_rates");

    public static CatalogType InstrumentStatus { get; } = new("instrument_status", "instrument_status", null);

    public static CatalogType InstrumentClose { get; } = new("instrument_close", "instrument_closes", null);

    public static CatalogType OptionGreeks { get; } = new("option_greeks", "option_greeks", null);

    /// <summary>All kinds that are known by name; any other folder is shown as a generic table.</summary>
    public static ImmutableArray<CatalogType> All { get; }

    /// <summary>The Python folder, which is also the name in the API: <c>trade_tick</c>.</summary>
    public string Name { get; }

    public string RustFolder { get; }

    /// <summary><c>Equity</c>, <c>CurrencyPair</c> and so on; null for everything but instruments.</summary>
    public string? InstrumentClass { get; }

    public ImmutableArray<string> OlderFolders { get; }

    /// <summary>Finds a kind by its folder in any naming, old names included.</summary>
    public static bool TryFind(string folder, out CatalogType type) => ByFolder.TryGetValue(folder, out type!);

    /// <summary>A folder that is no known kind: custom data and records of runs.</summary>
    public static CatalogType Other(string folder) => new(folder, folder, null);

    static CatalogType()
    {
        string[] classes =
        [
            "BettingInstrument", "BinaryOption", "Cfd", "Commodity", "CryptoFuture", "CryptoFuturesSpread", "CryptoOption", "CryptoOptionSpread",
            "CryptoPerpetual", "CurrencyPair", "Equity", "FuturesContract", "FuturesSpread", "IndexInstrument", "OptionContract", "OptionSpread",
            "PerpetualContract", "TokenizedAsset",
        ];
        All =
        [
            QuoteTick, TradeTick, Bar, OrderBookDelta, OrderBookDepth, MarkPrice, IndexPrice, FundingRate, InstrumentStatus, InstrumentClose,
            OptionGreeks, .. classes.Select(c => new CatalogType(SnakeCase(c), "instruments", c)),
        ];
        var folders = new Dictionary<string, CatalogType>(StringComparer.Ordinal);
        foreach (var type in All)
        {
            folders[type.Name] = type;
            if (type.InstrumentClass is null) folders[type.RustFolder] = type;
            foreach (var older in type.OlderFolders) folders[older] = type;
        }

        ByFolder = folders.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static CatalogType OfClass(string instrumentClass) => All.First(t => t.InstrumentClass == instrumentClass);

    public override string ToString() => Name;

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Argonaut.Server.Contracts;

/// <summary>A foreign catalog that is open.</summary>
public sealed record OpenedCatalogItem
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The folder on the server; only for admins.</summary>
    public required string? Path { get; init; }

    public required string OpenedBy { get; init; }

    public required string Opened { get; init; }

    public required string OpenedIso { get; init; }

    /// <summary>False while its folder is not there.</summary>
    public required bool Available { get; init; }
}

/// <summary>What of an instrument of a catalog the bars of a chart can be made of.</summary>
public sealed record CatalogSourceItem
{
    /// <summary><c>trades</c>, <c>quotes</c>, or the bar type; what <c>from</c> of the bars takes.</summary>
    public required string From { get; init; }

    /// <summary>The first is the one when nothing is said.</summary>
    public required ImmutableArray<string> PriceTypes { get; init; }

    /// <summary>Those that can be made of it.</summary>
    public required ImmutableArray<string> Timeframes { get; init; }

    public required long Rows { get; init; }

    public required string? TsMin { get; init; }

    public required string? TsMax { get; init; }

    /// <summary>Intervals of its files meet: rows may be there twice, and count twice.</summary>
    public required bool Overlapping { get; init; }

    /// <summary>Why no bars can be made of it; null when some can.</summary>
    public required string? Problem { get; init; }
}

/// <summary>An instrument of a catalog.</summary>
public sealed record CatalogInstrumentItem
{
    public required long CatalogId { get; init; }

    public required string Catalog { get; init; }

    public required string InstrumentId { get; init; }

    public required int PricePrecision { get; init; }

    public required int SizePrecision { get; init; }

    /// <summary>Bars first, the shortest first; then trades, then quotes.</summary>
    public required ImmutableArray<CatalogSourceItem> Sources { get; init; }
}

/// <summary>A page of bars out of the files of a catalog. They are not live: nothing follows them.</summary>
public sealed record CatalogBarPage
{
    public required long CatalogId { get; init; }

    public required string Catalog { get; init; }

    public required string InstrumentId { get; init; }

    /// <summary>What they are made of.</summary>
    public required string From { get; init; }

    public required string Timeframe { get; init; }

    /// <summary>NautilusTrader's bar type.</summary>
    public required string BarType { get; init; }

    public required string PriceType { get; init; }

    /// <summary>Always <c>utc</c>.</summary>
    public required string Boundary { get; init; }

    /// <summary><c>source</c> of a bar: <c>ticks</c>, or <c>import</c> for one of a file.</summary>
    public required ImmutableArray<BarItem> Items { get; init; }

    public required string? NextCursor { get; init; }

    /// <summary>Rows of what was read for this page that could not be used.</summary>
    public required long RowsRefused { get; init; }

    /// <summary>Why the first of them could not.</summary>
    public required string? Refusal { get; init; }

    public required string AsOf { get; init; }

    public required string AsOfIso { get; init; }

    /// <summary>Why there is none; only of an empty page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Diagnostic { get; init; }
}

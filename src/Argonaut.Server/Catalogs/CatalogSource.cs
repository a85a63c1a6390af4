using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Server.Endpoints;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Catalogs;

/// <summary>Trades, quotes, or bars of one type, of an instrument of a catalog: what the bars of a chart can be made of.</summary>
/// <param name="Item">Its files, from all folders that hold such.</param>
/// <param name="IsOverlapping">Intervals of its files meet: rows may be there twice, and count twice.</param>
internal sealed record CatalogSource(CatalogItem Item, bool IsOverlapping)
{
    public const string Trades = "trades";
    public const string Quotes = "quotes";

    /// <summary><c>trades</c>, <c>quotes</c>, or the bar type.</summary>
    public string Name => Item.Type == CatalogType.TradeTick ? Trades : Item.Type == CatalogType.QuoteTick ? Quotes : Item.Identifier;

    /// <summary>The first is the one when nothing is said.</summary>
    public ImmutableArray<string> PriceTypes => Item.Type == CatalogType.TradeTick ? [Words.Of(PriceType.Last)]
        : Item.Type == CatalogType.QuoteTick ? [Words.Of(PriceType.Mid), Words.Of(PriceType.Bid), Words.Of(PriceType.Ask)]
        : Item.PriceType is { } price ? [price] : [];

    /// <summary>Those whose bars can be made of it.</summary>
    public ImmutableArray<Timeframe> Timeframes => Problem is not null ? []
        : Item.Timeframe is { } part ? [.. Timeframe.All.Where(timeframe => BarMerge.CanMake(part, timeframe))]
        : Timeframe.All;

    /// <summary>Why none can be made of it, as a sentence; null when some can.</summary>
    public string? Problem =>
        Item.Profiles.IsEmpty ? "Its files have no price column."
        : Item.Profiles.Length > 1 ? $"Its files are of more than one schema generation: {string.Join(", ", Item.Profiles.Select(p => p.Text()))}."
        : Item.PricePrecision < 0 || Item.SizePrecision < 0 ? "The metadata of its files does not state price_precision and size_precision."
        : Item.Type == CatalogType.Bar && Item.Timeframe is null
            ? $"Bars of this type have no length that a chart has: {string.Join(' ', Timeframe.All.Select(t => t.Code))}."
            : null;

    /// <summary>What a chart can be made of, bars first and the shortest of them first, then trades, then quotes.</summary>
    public static ImmutableArray<CatalogSource> Of(CatalogListing listing, string instrumentId) =>
    [
        .. listing.Items
            .Where(item => item.InstrumentId == instrumentId && (item.Type == CatalogType.Bar || item.Type == CatalogType.TradeTick || item.Type == CatalogType.QuoteTick))
            .GroupBy(item => (item.Type, item.Identifier))
            .Select(group => Joined([.. group]))
            .OrderBy(source => source.Item.Type == CatalogType.Bar ? 0 : source.Item.Type == CatalogType.TradeTick ? 1 : 2)
            .ThenBy(source => source.Item.Timeframe?.Index ?? int.MaxValue).ThenBy(source => source.Name, StringComparer.Ordinal),
    ];

    private static CatalogSource Joined(ImmutableArray<CatalogItem> folders)
    {
        ImmutableArray<CatalogFileInfo> files = [.. folders.SelectMany(f => f.Files)];
        var named = files.Select(f => f.Interval).OfType<FileInterval>().OrderBy(i => i.Start).ToArray();
        var item = folders[0] with
        {
            Files = files,
            Intervals = Coverage.Union(named),
            Profiles = [.. folders.SelectMany(f => f.Profiles).Distinct().Order()],
            PricePrecision = folders.Max(f => f.PricePrecision),
            SizePrecision = folders.Max(f => f.SizePrecision),
        };
        return new CatalogSource(item, named.Zip(named.Skip(1)).Any(pair => pair.First.Overlaps(pair.Second)));
    }
}

using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Catalog;

/// <summary>One identifier of one kind: a folder.</summary>
/// <param name="Identifier">From the metadata: instrument id or bar type.</param>
/// <param name="Folder">Relative to the export directory, with forward slashes.</param>
/// <param name="Intervals">What the file names cover, joined where contiguous.</param>
/// <param name="Gaps">Between the first and the last interval.</param>
/// <param name="Overlapping">Files whose interval meets the one before: a reader delivers rows twice.</param>
/// <param name="Profiles">Those of its files, each once; none when no column tells. More than one: no reader takes them together.</param>
/// <param name="PricePrecision">-1 when the files do not say.</param>
public sealed record CatalogItem(
    CatalogType Type,
    string Identifier,
    string? InstrumentId,
    string Folder,
    ImmutableArray<CatalogFileInfo> Files,
    ImmutableArray<FileInterval> Intervals,
    ImmutableArray<FileInterval> Gaps,
    ImmutableArray<string> Overlapping,
    ImmutableArray<CatalogProfile> Profiles,
    int PricePrecision,
    int SizePrecision)
{
    /// <summary>Of bars; null of other kinds, and where no timeframe has such a length.</summary>
    public Timeframe? Timeframe => Type == CatalogType.Bar ? ImportSeries.TimeframeOf(Identifier) : null;

    /// <summary>Of bars: <c>LAST</c>, <c>MID</c> and so on; null of other kinds.</summary>
    public string? PriceType => Type == CatalogType.Bar ? ImportSeries.PriceTypeOf(Identifier) : null;

    public long Rows => Files.Sum(f => f.Rows);

    public long Bytes => Files.Sum(f => f.Bytes);

    public UnixNanos First => Intervals.IsEmpty ? UnixNanos.Zero : Intervals[0].Start;

    public UnixNanos Last => Intervals.IsEmpty ? UnixNanos.Zero : Intervals[^1].End;
}

using Argonaut.Catalog.Layout;

namespace Argonaut.Catalog.Reading;

/// <summary>A file that can be imported.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Relative">Below what was named.</param>
/// <param name="Bounds">Of <c>ts_init</c>; null when the statistics do not say.</param>
public sealed record ImportFile(string Path, string Relative, long Rows, FileInterval? Bounds, int PricePrecision, int SizePrecision);

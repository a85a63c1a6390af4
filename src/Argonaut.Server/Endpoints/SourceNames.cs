using System.Collections.Immutable;

namespace Argonaut.Server.Endpoints;

/// <summary>The sources that exist here: that of the feed, and those of stored instruments (api.md A-021).</summary>
internal static class SourceNames
{
    public static ImmutableArray<string> All(ServerContext server) =>
        [.. server.Market.Instruments.Select(i => i.Source).Append(server.Parts.Facts.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The canonical spelling, or null.</summary>
    public static string? Canonical(ServerContext server, string name) =>
        All(server).FirstOrDefault(s => s.Equals(name, StringComparison.OrdinalIgnoreCase));
}

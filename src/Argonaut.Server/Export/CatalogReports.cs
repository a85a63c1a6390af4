using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Export;

/// <summary>Lists the export directory; reads only.</summary>
internal sealed class CatalogReports(ServerContext server)
{
    public async Task<CatalogReport> ReadAsync(string? dataType, string? instrumentId, bool withFiles, CancellationToken ct)
    {
        var listing = await Task.Run(() => new CatalogReader(server.Parts.ExportDirectory).List(dataType, instrumentId), ct);
        return Of(listing, await CoverageAsync(ct), withFiles, server.Now);
    }

    /// <param name="listing">Of the catalog.</param>
    /// <param name="coverage">What the database holds of each data type and identifier; null when that is not known, or has nothing to do with the catalog.</param>
    /// <param name="withFiles">Each item has its files.</param>
    /// <param name="now">When it was listed.</param>
    public static CatalogReport Of(CatalogListing listing, Dictionary<(string, string), UnixNanos>? coverage, bool withFiles, UnixNanos now)
    {
        var ids = listing.Items.Select(i => i.InstrumentId ?? i.Identifier).Distinct(StringComparer.Ordinal).ToArray();
        return new CatalogReport
        {
            Status = "success",
            CatalogPath = ".",
            Venues = ids.Select(id => id[(id.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal).Count(),
            Instruments = ids.Length,
            TotalFiles = listing.Files,
            Format = "nautilus",
            NautilusProfile = (listing.Profile ?? CatalogProfile.V1Hp).Text(),
            GeneratedAt = now.ToString(),
            GeneratedAtIso = now.ToIso(),
            Totals = new CatalogTotals(listing.Items.Select(i => i.Type.Name).Distinct(StringComparer.Ordinal).Count(), listing.Rows, listing.Bytes),
            Items = [.. listing.Items.Select(item => ToItem(item, coverage, withFiles))],
            Orphans = listing.Orphans,
            Unreadable = [.. listing.Unreadable.Select(u => new CatalogFault(u.Path, u.Reason))],
        };
    }

    private static Contracts.CatalogItem ToItem(Catalog.CatalogItem item, Dictionary<(string, string), UnixNanos>? coverage, bool withFiles) => new()
    {
        DataType = item.Type.Name,
        InstrumentId = item.InstrumentId ?? item.Identifier,
        BarType = item.Type.Name == "bar" ? item.Identifier : null,
        Files = item.Files.Length,
        Rows = item.Rows,
        Bytes = item.Bytes,
        TsMin = item.Intervals.IsEmpty ? null : item.First.ToString(),
        TsMax = item.Intervals.IsEmpty ? null : item.Last.ToString(),
        Intervals = [.. item.Intervals.Select(i => new CatalogIntervalItem(i.Start.ToString(), i.Start.ToIso(), After(i.End).ToString(), After(i.End).ToIso()))],
        Gaps = [.. item.Gaps.Select(g => new GapRangeItem(g.Start.ToString(), g.Start.ToIso(), After(g.End).ToString(), After(g.End).ToIso(), "not_in_catalog"))],
        Overlapping = item.Overlapping,
        NautilusProfiles = [.. item.Profiles.Select(profile => profile.Text())],
        PricePrecision = item.PricePrecision < 0 ? null : item.PricePrecision,
        SizePrecision = item.SizePrecision < 0 ? null : item.SizePrecision,
        Stale = coverage is null ? null : coverage.TryGetValue((item.Type.Name, item.Identifier), out var last) && last.UtcDate > item.Last.UtcDate,
        FileList = withFiles
            ? [.. item.Files.Select(f => new CatalogFileItem(f.Path, f.Rows, f.Bytes, f.Interval?.Start.ToString() ?? "0", f.Interval?.End.ToString() ?? "0"))]
            : null,
    };

    /// <summary>The last time stored of each data type and identifier; null while the store is away: the files can be listed all the same.</summary>
    private async Task<Dictionary<(string, string), UnixNanos>?> CoverageAsync(CancellationToken ct)
    {
        try
        {
            var found = new Dictionary<(string, string), UnixNanos>();
            foreach (var row in await server.Store.CoverageAsync(ct))
            {
                if (!server.Market.TryFind(row.Instrument, out var instrument)) continue;
                var name = row.Timeframe is { } timeframe ? timeframe.BarTypeOf(instrument.Id, instrument.BarPriceType) : instrument.Id.Value;
                foreach (var kind in ExportKinds.Of(row.Kind)) found[(ExportKinds.DataTypeOf(kind), name)] = row.Last;
            }

            return found;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static UnixNanos After(UnixNanos end) => end.Value == long.MaxValue ? end : end + 1;
}

using System.Collections.Immutable;

namespace Argonaut.Domain.Instruments;

/// <summary>One field in which two definitions of an instrument differ.</summary>
/// <param name="Field">Snake case, as in the API: <c>price_increment</c>; <c>split</c> for new shares per old share.</param>
/// <param name="Old">Empty when there was none.</param>
public readonly record struct DefinitionChange(string Field, string Old, string New)
{
    /// <summary>
    /// What makes a new version: everything that decides how a record is read, priced or named. Trading hours are not part of it, they are
    /// new every day; nor are scales, which belong to the store.
    /// </summary>
    public static ImmutableArray<DefinitionChange> Between(Instrument old, Instrument now)
    {
        var changes = ImmutableArray.CreateBuilder<DefinitionChange>();
        foreach (var ((field, before), (_, after)) in Fields(old).Zip(Fields(now)))
            if (before != after) changes.Add(new DefinitionChange(field, before, after));
        return changes.DrainToImmutable();
    }

    private static IEnumerable<(string Field, string Value)> Fields(Instrument i) =>
    [
        ("instrument_class", i.Class.ToString()),
        ("asset_class", i.AssetClass.ToString()),
        ("raw_symbol", i.RawSymbol),
        ("description", i.Description),
        ("base_currency", i.BaseCurrency ?? ""),
        ("quote_currency", i.QuoteCurrency),
        ("price_increment", i.PriceIncrement.ToString()),
        ("price_bands", string.Join(' ', i.PriceBands.Select(b => $"{b.LowEdge}:{b.Increment}"))),
        ("size_increment", i.SizeIncrement.ToString()),
        ("multiplier", i.Multiplier.ToString()),
        ("lot_size", i.LotSize.ToString()),
        ("underlying", i.Underlying ?? ""),
        ("exchange", i.ExchangeMic ?? ""),
        ("isin", i.Isin ?? ""),
        ("expiration", i.Expiration.Value == 0 ? "" : i.Expiration.ToIso()),
        ("option_kind", i.OptionKind?.ToString() ?? ""),
        ("strike_price", i.StrikePrice?.ToString() ?? ""),
        ("time_zone", i.TimeZone),
        ("venue_reference", i.VenueReference),
        ("simulated", i.IsSimulated ? "true" : "false"),
    ];
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Http;

namespace Argonaut.Server.Export;

/// <summary>
/// Which version of a definition an export is written with: the one of its time. A range in which only increments changed takes the
/// version with the most decimals, at which every stored price is exact. A range in which the meaning of a price changed cannot be one
/// file, for a catalog has one definition an instrument (nautilus-catalog.md 6.1).
/// </summary>
internal static class DefinitionChoice
{
    private static readonly ImmutableArray<string> Meanings =
        ["multiplier", "quote_currency", "base_currency", "instrument_class", "expiration", "strike_price", "option_kind", "split"];

    /// <param name="versions">The oldest first; none leaves the present definition.</param>
    public static (Instrument Definition, Problem? Problem) For(
        Instrument present, ImmutableArray<InstrumentVersion> versions, UnixNanos from, UnixNanos to)
    {
        if (versions.IsEmpty) return (present, null);
        var first = InstrumentVersion.At(versions, from);
        var later = versions.Where(v => v.ValidFrom > from && v.ValidFrom < to).ToList();
        foreach (var version in later)
            foreach (var change in version.Changes.Where(c => Meanings.Contains(c.Field)))
                return (present, Problem.Of(
                    ProblemKinds.ValidationFailed,
                    $"The {change.Field} of {present.Id} changed from {Shown(change.Old)} to {Shown(change.New)} at {version.ValidFrom.ToIso()}: "
                    + "export the time before and the time after it apart.",
                    "start"));
        var finest = later.Prepend(first).OrderByDescending(v => v.Definition.PricePrecision + v.Definition.SizePrecision).First();
        return (finest.Definition, null);
    }

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;
}

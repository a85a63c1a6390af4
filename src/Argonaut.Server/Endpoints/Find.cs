using System.Diagnostics.CodeAnalysis;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Instruments and ranges of a request, or why not.</summary>
internal static class Find
{
    public static readonly Parameter Id = new("id", ParameterPlace.Path, ParameterKind.Instrument,
        "Instrument id, for example `AAPL.NASDAQ`; a slash is written `%2F` (`EUR%2FUSD.IDEALPRO`).")
    {
        IsRequired = true,
    };

    public static readonly Parameter Start = new("start", ParameterPlace.Query, ParameterKind.Time,
        "First time, included: nanoseconds, RFC 3339 with an offset, or a date (UTC).");

    public static readonly Parameter End = new("end", ParameterPlace.Query, ParameterKind.Time, "Last time, excluded; forms as of `start`.");

    public static readonly Parameter Order = new("order", ParameterPlace.Query, ParameterKind.Choice,
        "`desc` with a limit gives the last rows before `end`, newest first.")
    {
        Choices = ["asc", "desc"], Default = "asc",
    };

    public static readonly Parameter MarketLimit = new("limit", ParameterPlace.Query, ParameterKind.Integer, "Rows of a page.")
    {
        Minimum = 1, Maximum = 10_000, Default = "500",
    };

    public static bool Instrument(IMarketView market, InstrumentId id, [NotNullWhen(true)] out Instrument? instrument, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (market.TryFind(id, out instrument!)) return true;
        problem = Problem.Of(ProblemKinds.UnknownInstrument, $"The instrument {id} is not known here; POST /api/v1/instruments/resolve finds it at the broker.");
        instrument = null;
        return false;
    }

    /// <summary>Half-open; without ends it is everything.</summary>
    public static bool Range(ParameterValues values, out UnixNanos from, out UnixNanos to, [NotNullWhen(false)] out Problem? problem)
    {
        from = values.Time("start") ?? UnixNanos.Zero;
        to = values.Time("end") ?? UnixNanos.MaxValue;
        problem = from > to
            ? Problem.Of(ProblemKinds.InvalidParameter, $"'start' ({from.ToIso()}) must not be after 'end' ({to.ToIso()}).", "start")
            : null;
        return problem is null;
    }
}

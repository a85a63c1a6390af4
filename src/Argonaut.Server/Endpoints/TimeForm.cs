using Argonaut.Domain;
using Argonaut.Server.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Which twins of a time rows carry (api.md A-015).</summary>
internal readonly record struct TimeForm(bool HasNanos, bool HasIso)
{
    public static readonly Parameter Parameter = new("time", ParameterPlace.Query, ParameterKind.Choice, "Which form of each time rows carry.")
    {
        Choices = ["both", "ns", "iso"], Default = "both",
    };

    public static TimeForm Of(string? choice) => choice switch
    {
        "ns" => new TimeForm(true, false),
        "iso" => new TimeForm(false, true),
        _ => new TimeForm(true, true),
    };

    public string? Nanos(UnixNanos at) => HasNanos ? at.ToString() : null;

    public string? Iso(UnixNanos at) => HasIso ? at.ToIso() : null;
}

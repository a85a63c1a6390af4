using System.Collections.Frozen;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Server.Http;

/// <summary>The parameters of a request, checked. Reading one that the route does not declare is a bug and throws.</summary>
internal sealed class ParameterValues(FrozenDictionary<string, object?> values)
{
    public bool IsGiven(string name) => values[name] is not null;

    public string? Text(string name) => (string?)values[name];

    public string RequiredText(string name) => (string)values[name]!;

    public InstrumentId Instrument(string name) => (InstrumentId)values[name]!;

    public UnixNanos? Time(string name) => (UnixNanos?)values[name];

    public Timeframe? Timeframe(string name) => (Timeframe?)values[name];

    public long? Integer(string name) => (long?)values[name];

    public bool? Flag(string name) => (bool?)values[name];

    /// <summary>Null when not given; an empty list was given as such.</summary>
    public ImmutableArray<string>? List(string name) => (ImmutableArray<string>?)values[name];
}

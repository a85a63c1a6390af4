using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>A fault to arm: what, how, and when it takes hold. Everything that is not given always fits.</summary>
public sealed record FaultSpec(string Name)
{
    /// <summary>By the names of the definition; what is not given has its default.</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Only this client.</summary>
    public int? ClientId { get; init; }

    /// <summary>Not before the client has sent this many messages after START_API.</summary>
    public int AfterMessages { get; init; }

    /// <summary>Not before this time of the gateway's clock.</summary>
    public UnixNanos? At { get; init; }

    /// <summary>Lets this many occasions pass first.</summary>
    public int Skip { get; init; }

    /// <summary>Chance of each occasion, drawn from the seed of the gateway's faults.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it happens; 0 is until it is disarmed. Null: as the definition says.</summary>
    public int? Times { get; init; }

    public static FaultSpec Of(string name, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var all = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (key, value) in parameters) all.Add(key, value);
        return new FaultSpec(name) { Parameters = all.ToImmutable() };
    }
}

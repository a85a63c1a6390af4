using System.Collections.Immutable;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>A number or word that shapes a fault.</summary>
/// <param name="Default">Text, as it would be given.</param>
public sealed record FaultParameter(string Name, string Default, string Meaning);

/// <summary>One kind of misbehaviour (ib-tws-protocol.md 12.2).</summary>
/// <param name="Effect">What happens on the wire.</param>
/// <param name="Times">How often it happens unless the request says otherwise; 0 is until it is disarmed.</param>
public sealed record FaultDefinition(string Name, FaultPoint Point, string Effect, int Times, ImmutableArray<FaultParameter> Parameters);

/// <summary>Where a fault takes hold.</summary>
public enum FaultPoint
{
    /// <summary>Runs by itself as soon as its trigger holds.</summary>
    Action,

    /// <summary>Consulted where it applies; each time it applies it counts as one.</summary>
    Hook,

    /// <summary>A state: holds from the moment its trigger holds until its seconds are over or it is disarmed.</summary>
    State,
}

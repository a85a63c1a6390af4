using Argonaut.Domain;

namespace Argonaut.SimulatedGateway.Faults;

/// <summary>A line of the fault log.</summary>
/// <param name="ClientId">-1: no client in particular.</param>
/// <param name="Bytes">What it changed or added on the wire, as hexadecimal digits; empty when it only left something out.</param>
public sealed record FaultEvent(UnixNanos At, int FaultId, string Name, int ClientId, string What, string Bytes = "");

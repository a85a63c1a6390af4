namespace Argonaut.SimulatedGateway.Faults;

/// <summary>A fault that cannot be armed; the message tells why.</summary>
public sealed class FaultException(string message) : Exception(message);

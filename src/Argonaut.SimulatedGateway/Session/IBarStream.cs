using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>A stream of bars, real time or kept up to date.</summary>
internal interface IBarStream
{
    int RequestId { get; }

    SimulatedContract Contract { get; }

    /// <summary>The fault <c>deadAfterFarmFlap</c>: it stays subscribed and never delivers again.</summary>
    void Kill();
}

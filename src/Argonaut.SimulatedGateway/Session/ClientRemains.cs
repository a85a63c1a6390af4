using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Contracts;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Streams that a client had when its connection ended.</summary>
internal sealed record ClientRemains(ImmutableArray<(int RequestId, SimulatedContract Contract)> Streams);

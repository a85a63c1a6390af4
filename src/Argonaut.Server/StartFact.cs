using Argonaut.Domain;

namespace Argonaut.Server;

/// <summary>One start of the installation.</summary>
/// <param name="Reason">How the run before it ended; null for the first.</param>
public sealed record StartFact(UnixNanos At, string Version, string? Reason);

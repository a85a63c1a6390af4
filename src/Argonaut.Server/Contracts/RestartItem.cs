namespace Argonaut.Server.Contracts;

/// <summary>A start of this installation that was not its first.</summary>
/// <param name="Reason">How the run before it ended.</param>
public sealed record RestartItem(string At, string AtIso, string Version, string Reason);

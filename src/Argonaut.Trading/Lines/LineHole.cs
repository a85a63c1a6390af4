using Argonaut.Domain;

namespace Argonaut.Trading.Lines;

/// <summary>A time <c>[From, To)</c> without proof of data, by the times of receipt. Closed hours are not taken out yet.</summary>
public readonly record struct LineHole(UnixNanos From, UnixNanos To, GapCause Cause);

namespace Argonaut.Trading.Lines;

/// <summary>
/// What a source says about a line: <see cref="LineState.Requested"/> or <see cref="LineState.Flowing"/> when the request stands, else
/// what is wrong. Silence and the market's hours are not the source's to tell.
/// </summary>
/// <param name="Cause">Of the time without data that this begins or goes on with.</param>
/// <param name="Detail">One plain sentence for the operator.</param>
public readonly record struct LineFact(LineState State, GapCause Cause, string Detail);

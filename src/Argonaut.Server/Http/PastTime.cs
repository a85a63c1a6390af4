using Argonaut.Domain;

namespace Argonaut.Server.Http;

/// <summary>Reading what was known at a past moment (api.md A-034).</summary>
internal static class PastTime
{
    public const string Name = "as_of";

    /// <summary>Only routes that declare it answer for the past.</summary>
    public static readonly Parameter Parameter = new(Name, ParameterPlace.Query, ParameterKind.Time,
        "Answer what was known at this past moment: without what came later, though it be of an earlier time. Default: now. Forms as of other times.");

    /// <summary>Ticks may be so far ahead of the clock that received them; those that are further ahead wait for their time.</summary>
    public const long MostAhead = 5 * UnixNanos.PerSecond;

    /// <summary>What is said where it is given and not declared.</summary>
    public static string Refusal(string method) => method == "GET"
        ? "This answers for now only: what it was at a past moment is not kept. Leave out 'as_of'."
        : "'as_of' is of reading alone: what changes something happens now. Leave it out.";

    /// <summary>Why this moment cannot be asked for; null where it can.</summary>
    public static Problem? Refuse(UnixNanos moment, UnixNanos now) => moment <= now
        ? null
        : Problem.Of(ProblemKinds.InvalidParameter, $"'as_of' ({moment.ToIso()}) lies in the future: it is {now.ToIso()}. Name a moment that is over, or leave it out.", Name);
}

using System.Collections.Frozen;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Finds the rule of a code, and the rule for codes that have none (ib-tws-protocol.md 5).</summary>
internal static class IbErrorTable
{
    private static readonly FrozenDictionary<int, IbErrorRule> Rules =
        IbErrorRules.Connection.Concat(IbErrorRules.Requests).Concat(IbErrorRules.Orders).ToFrozenDictionary(r => r.Code);

    public static IEnumerable<IbErrorRule> All => Rules.Values;

    /// <summary>
    /// Unknown codes: 2100 to 2199 and anything with no request are notices. With a request it ends a one-shot request and leaves a
    /// stream alone.
    /// </summary>
    public static IbReaction ReactionTo(int code, string text, bool isOneShot)
    {
        if (Rules.TryGetValue(code, out var rule)) return rule.Reaction;
        return isOneShot && !IsNotice(code, text) ? IbReaction.Refuse : IbReaction.Inform;
    }

    /// <summary>For the operator: which codes are shown, and not only listed.</summary>
    public static IbReactionClass ClassOf(int code, string text) =>
        Rules.TryGetValue(code, out var rule) ? rule.Class
        : IsNotice(code, text) ? IbReactionClass.Inform : IbReactionClass.Surface;

    /// <summary>What the code does to the order whose id it carries.</summary>
    public static IbOrderReaction OrderReactionTo(int code, string text)
    {
        var reaction = Rules.TryGetValue(code, out var rule) ? rule.OnOrder : IbOrderReaction.ByState;
        return reaction == IbOrderReaction.ByState && IsNotice(code, text) ? IbOrderReaction.Notice : reaction;
    }

    private static bool IsNotice(int code, string text) =>
        code is >= 2100 and <= 2199 || text.Contains("Warning:", StringComparison.Ordinal);
}

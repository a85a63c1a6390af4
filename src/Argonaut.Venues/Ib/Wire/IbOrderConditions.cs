using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>A condition of an order (ib-tws-protocol.md 8.11).</summary>
/// <param name="IsConjunction">True: this and the next must hold; false: this or the next.</param>
public abstract record IbOrderCondition(bool IsConjunction);

/// <summary>Type 1. The price is decimal text.</summary>
public sealed record IbPriceCondition(
    bool IsConjunction, bool IsMore, string Price, int ConId, string Exchange, int TriggerMethod) : IbOrderCondition(IsConjunction);

/// <summary>Type 3.</summary>
public sealed record IbTimeCondition(bool IsConjunction, bool IsMore, string Time) : IbOrderCondition(IsConjunction);

/// <summary>Type 4.</summary>
public sealed record IbMarginCondition(bool IsConjunction, bool IsMore, int Percent) : IbOrderCondition(IsConjunction);

/// <summary>Type 5: a fill of that contract.</summary>
public sealed record IbExecutionCondition(
    bool IsConjunction, string SecType, string Exchange, string Symbol) : IbOrderCondition(IsConjunction);

/// <summary>Type 6.</summary>
public sealed record IbVolumeCondition(
    bool IsConjunction, bool IsMore, int Volume, int ConId, string Exchange) : IbOrderCondition(IsConjunction);

/// <summary>Type 7: change in percent since the last close, decimal text.</summary>
public sealed record IbChangeCondition(
    bool IsConjunction, bool IsMore, string Percent, int ConId, string Exchange) : IbOrderCondition(IsConjunction);

/// <summary>Conditions on the wire: a count, then for each its type, <c>a</c> or <c>o</c>, and its own fields.</summary>
internal static class IbConditionFields
{
    public static ImmutableArray<IbOrderCondition> ReadConditions(this ref IbFieldReader r)
    {
        var conditions = new IbOrderCondition[r.ReadCount()];
        for (var i = 0; i < conditions.Length; i++) conditions[i] = ReadCondition(ref r);
        return ImmutableCollectionsMarshal.AsImmutableArray(conditions);
    }

    public static IbFrameWriter Conditions(this IbFrameWriter w, ImmutableArray<IbOrderCondition> conditions)
    {
        w.Int(conditions.Length);
        foreach (var condition in conditions) Write(w, condition);
        return w;
    }

    private static IbOrderCondition ReadCondition(ref IbFieldReader r)
    {
        var type = r.ReadInt();
        var isAnd = r.ReadString() == "a";
        switch (type)
        {
            case 1: return new IbPriceCondition(isAnd, r.ReadBool(), r.ReadDecimal(), r.ReadInt(), r.ReadString(), r.ReadInt());
            case 3: return new IbTimeCondition(isAnd, r.ReadBool(), r.ReadString());
            case 4: return new IbMarginCondition(isAnd, r.ReadBool(), r.ReadInt());
            case 5: return new IbExecutionCondition(isAnd, r.ReadString(), r.ReadString(), r.ReadString());
            case 6: return new IbVolumeCondition(isAnd, r.ReadBool(), r.ReadInt(), r.ReadInt(), r.ReadString());
            case 7: return new IbChangeCondition(isAnd, r.ReadBool(), r.ReadDecimal(), r.ReadInt(), r.ReadString());
            default:
                WireFormatException.Throw($"Expected a condition of type 1 or 3 to 7, found {type}.");
                return null!;
        }
    }

    private static void Write(IbFrameWriter w, IbOrderCondition condition)
    {
        var link = condition.IsConjunction ? "a" : "o";
        switch (condition)
        {
            case IbPriceCondition c:
                w.Int(1).Text(link).Bool(c.IsMore).Text(c.Price).Int(c.ConId).Text(c.Exchange).Int(c.TriggerMethod);
                break;
            case IbTimeCondition c: w.Int(3).Text(link).Bool(c.IsMore).Text(c.Time); break;
            case IbMarginCondition c: w.Int(4).Text(link).Bool(c.IsMore).Int(c.Percent); break;
            case IbExecutionCondition c: w.Int(5).Text(link).Text(c.SecType).Text(c.Exchange).Text(c.Symbol); break;
            case IbVolumeCondition c: w.Int(6).Text(link).Bool(c.IsMore).Int(c.Volume).Int(c.ConId).Text(c.Exchange); break;
            case IbChangeCondition c: w.Int(7).Text(link).Bool(c.IsMore).Text(c.Percent).Int(c.ConId).Text(c.Exchange); break;
        }
    }
}

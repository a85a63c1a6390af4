using System.Globalization;

namespace Argonaut.Bench.Measuring;

/// <summary>What a bound is held against.</summary>
internal enum BoundOn
{
    /// <summary>The median of the pair ratios, ours divided by the anchor.</summary>
    Ratio,

    /// <summary>The median of our rounds, in the metric's unit.</summary>
    Value,
}

/// <summary>A gate or an aim.</summary>
internal sealed record Bound(BoundOn On, bool IsMinimum, double Limit)
{
    /// <summary>A gate fails only when it is missed by more than this part of the limit.</summary>
    public const double Tolerance = 0.10;

    public static Bound RatioAtLeast(double limit) => new(BoundOn.Ratio, true, limit);

    public static Bound RatioAtMost(double limit) => new(BoundOn.Ratio, false, limit);

    public static Bound AtLeast(double limit) => new(BoundOn.Value, true, limit);

    public static Bound AtMost(double limit) => new(BoundOn.Value, false, limit);

    public bool IsMetBy(double figure) => IsMinimum ? figure >= Limit : figure <= Limit;

    /// <summary>Missed by more than <see cref="Tolerance"/>.</summary>
    public bool IsClearlyMissedBy(double figure) =>
        IsMinimum ? figure < Limit * (1 - Tolerance) : figure > Limit * (1 + Tolerance);

    public string ToText(string unit) =>
        (On == BoundOn.Ratio ? "ratio " : "") + (IsMinimum ? ">= " : "<= ")
        + Limit.ToString("#,0.###", CultureInfo.InvariantCulture) + (On == BoundOn.Value && unit.Length > 0 ? " " + unit : "");
}

namespace Argonaut.SimulatedGateway.Contracts;

/// <summary>The fields that only bondContractDetails (18) has, as text.</summary>
public sealed record BondTerms
{
    public required string Cusip { get; init; }

    public required string Coupon { get; init; }

    /// <summary>Date, or date, time and zone separated by blanks.</summary>
    public required string Maturity { get; init; }

    public required string IssueDate { get; init; }

    public string Ratings { get; init; } = "";

    public string BondType { get; init; } = "";

    public string CouponType { get; init; } = "";

    public bool IsConvertible { get; init; }

    public bool IsCallable { get; init; }

    public bool IsPutable { get; init; }

    public string Description { get; init; } = "";

    public string NextOptionDate { get; init; } = "";

    public string NextOptionType { get; init; } = "";

    public bool IsNextOptionPartial { get; init; }

    public string Notes { get; init; } = "";
}

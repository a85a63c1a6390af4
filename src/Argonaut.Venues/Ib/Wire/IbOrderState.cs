using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Initial margin, maintenance margin and equity with loan value. Decimal text, empty when not computed.</summary>
public readonly record struct IbMargin(string Initial, string Maintenance, string EquityWithLoan)
{
    internal static IbMargin Read(ref IbFieldReader r) => new(r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal());
}

/// <summary>What the broker thinks of the order (ib-tws-protocol.md 8.13, STATE). Decimal text, empty when not computed.</summary>
public sealed record IbOrderState
{
    /// <summary>As in answer 3.</summary>
    public required string Status { get; init; }

    public IbMargin Before { get; init; }

    public IbMargin Change { get; init; }

    public IbMargin After { get; init; }

    public string Commission { get; init; } = "";

    public string MinCommission { get; init; } = "";

    public string MaxCommission { get; init; } = "";

    public string CommissionCurrency { get; init; } = "";

    /// <summary>From version 195 on.</summary>
    public IbMarginPreview? Preview { get; init; }

    public string WarningText { get; init; } = "";

    internal static IbOrderState Read(ref IbFieldReader r, int serverVersion) => new()
    {
        Status = r.ReadString(),
        Before = IbMargin.Read(ref r),
        Change = IbMargin.Read(ref r),
        After = IbMargin.Read(ref r),
        Commission = r.ReadDecimal(),
        MinCommission = r.ReadDecimal(),
        MaxCommission = r.ReadDecimal(),
        CommissionCurrency = r.ReadString(),
        Preview = serverVersion >= 195 ? IbMarginPreview.Read(ref r) : null,
        WarningText = IbText.Unescape(r.ReadString()),
    };
}

/// <summary>The preview of 195: margins outside regular hours, and the shares of an advisor's accounts.</summary>
public sealed record IbMarginPreview
{
    public string MarginCurrency { get; init; } = "";

    public IbMargin BeforeOutsideRth { get; init; }

    public IbMargin ChangeOutsideRth { get; init; }

    public IbMargin AfterOutsideRth { get; init; }

    public string SuggestedSize { get; init; } = "";

    public string RejectReason { get; init; } = "";

    public ImmutableArray<IbOrderAllocation> Allocations { get; init; } = [];

    internal static IbMarginPreview Read(ref IbFieldReader r) => new()
    {
        MarginCurrency = r.ReadString(),
        BeforeOutsideRth = IbMargin.Read(ref r),
        ChangeOutsideRth = IbMargin.Read(ref r),
        AfterOutsideRth = IbMargin.Read(ref r),
        SuggestedSize = r.ReadDecimal(),
        RejectReason = IbText.Unescape(r.ReadString()),
        Allocations = ReadAllocations(ref r),
    };

    private static ImmutableArray<IbOrderAllocation> ReadAllocations(ref IbFieldReader r)
    {
        var rows = new IbOrderAllocation[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new IbOrderAllocation(
                r.ReadString(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadDecimal(), r.ReadBool());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }
}

/// <summary>One account's share of an advisor's order. Decimal text.</summary>
public sealed record IbOrderAllocation(
    string Account, string Position, string PositionDesired, string PositionAfter, string DesiredQuantity, string AllowedQuantity,
    bool IsMonetary);

using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Blocks of fields that answers 5 and 101 have in common (ib-tws-protocol.md 8.13).</summary>
internal static class IbOrderFields
{
    /// <summary>Legs, leg prices and routing of a combo; null when there are none.</summary>
    public static IbCombo? ReadCombo(this ref IbFieldReader r)
    {
        var description = r.ReadString();
        var legs = new IbComboLeg[r.ReadCount()];
        for (var i = 0; i < legs.Length; i++)
        {
            legs[i] = new IbComboLeg(
                r.ReadInt(), r.ReadInt(), r.ReadString(), r.ReadString(), r.ReadInt(), r.ReadInt(), r.ReadString(), r.ReadInt(-1));
        }

        var prices = new string[r.ReadCount()];
        for (var i = 0; i < prices.Length; i++) prices[i] = r.ReadDecimal();
        var routing = r.ReadTagValues();
        if (legs.Length + prices.Length + routing.Length + description.Length == 0) return null;
        return new IbCombo(
            ImmutableCollectionsMarshal.AsImmutableArray(legs), ImmutableCollectionsMarshal.AsImmutableArray(prices), routing, description);
    }

    public static IbScaleTerms ReadScale(this ref IbFieldReader r)
    {
        var scale = new IbScaleTerms { InitialSize = r.ReadOptionalInt(), NextSize = r.ReadOptionalInt(), PriceIncrement = r.ReadDecimal() };
        if (!IsPositive(scale.PriceIncrement)) return scale;
        return scale with
        {
            PriceAdjustValue = r.ReadDecimal(),
            PriceAdjustInterval = r.ReadOptionalInt(),
            ProfitOffset = r.ReadDecimal(),
            ResetsAutomatically = r.ReadBool(),
            InitialPosition = r.ReadOptionalInt(),
            InitialFillQuantity = r.ReadOptionalInt(),
            IsRandom = r.ReadBool(),
        };
    }

    public static (string Type, string Parameter) ReadHedge(this ref IbFieldReader r)
    {
        var type = r.ReadString();
        return (type, type.Length > 0 ? r.ReadString() : "");
    }

    public static IbDeltaNeutralContract? ReadDeltaNeutralContract(this ref IbFieldReader r) =>
        r.ReadBool() ? IbDeltaNeutralContract.Read(ref r) : null;

    public static (string Strategy, ImmutableArray<IbTagValue> Parameters) ReadAlgo(this ref IbFieldReader r)
    {
        var strategy = r.ReadString();
        return (strategy, strategy.Length > 0 ? r.ReadTagValues() : []);
    }

    public static IbPegBenchmark? ReadPegBenchmark(this ref IbFieldReader r, string orderType) =>
        orderType == "PEG BENCH"
            ? new IbPegBenchmark(r.ReadInt(), r.ReadBool(), r.ReadDecimal(), r.ReadDecimal(), r.ReadString())
            : null;

    public static IbPegOffsets ReadPegOffsets(this ref IbFieldReader r) => new()
    {
        MinTradeQuantity = r.ReadOptionalInt(),
        MinCompeteSize = r.ReadOptionalInt(),
        CompeteAgainstBestOffset = r.ReadOffset(),
        MidOffsetAtWhole = r.ReadDecimal(),
        MidOffsetAtHalf = r.ReadDecimal(),
    };

    public static bool IsPositive(string number)
    {
        var digits = number.AsSpan();
        var exponent = digits.IndexOfAny('E', 'e');
        if (exponent >= 0) digits = digits[..exponent];
        return !digits.StartsWith('-') && digits.IndexOfAnyInRange('1', '9') >= 0;
    }

    /// <summary>Here infinity is a value, up to the mid price, and not another spelling of unset.</summary>
    private static string ReadOffset(this ref IbFieldReader r)
    {
        var ahead = r;
        if (ahead.ReadSpan().SequenceEqual("Infinity"u8))
        {
            r = ahead;
            return IbPegOffsets.UpToMid;
        }

        return r.ReadDecimal();
    }
}

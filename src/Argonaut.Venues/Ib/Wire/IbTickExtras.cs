namespace Argonaut.Venues.Ib.Wire;

/// <summary>Answer 45.</summary>
public readonly record struct IbTickGeneric(int RequestId, int TickType, double? Value)
{
    public const int Halted = 49;

    public static IbTickGeneric Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbTickGeneric(r.ReadInt(), r.ReadInt(), r.ReadDouble());
    }
}

/// <summary>Answer 21. Values that were not computed are null: each field has its own mark for that (ib-tws-protocol.md 8.4).</summary>
public readonly record struct IbTickOption(
    int RequestId, int TickType, int Attributes, double? ImpliedVolatility, double? Delta, double? OptionPrice,
    double? PresentValueDividend, double? Gamma, double? Vega, double? Theta, double? UnderlyingPrice)
{
    public static IbTickOption Read(ref IbFieldReader r) => new(
        r.ReadInt(), r.ReadInt(), r.ReadInt(), NotNegative(r.ReadDouble()), Except(r.ReadDouble(), -2), Except(r.ReadDouble(), -1),
        Except(r.ReadDouble(), -1), Except(r.ReadDouble(), -2), Except(r.ReadDouble(), -2), Except(r.ReadDouble(), -2),
        Except(r.ReadDouble(), -1));

    private static double? NotNegative(double? value) => value < 0 ? null : value;

    private static double? Except(double? value, double absent) => value == absent ? null : value;
}

/// <summary>Answer 47.</summary>
public sealed record IbTickEfp(
    int RequestId, int TickType, double? BasisPoints, string FormattedBasisPoints, double? ImpliedFuturesPrice, int HoldDays,
    string FutureLastTradeDate, double? DividendImpact, double? DividendsToLastTradeDate)
{
    public static IbTickEfp Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbTickEfp(
            r.ReadInt(), r.ReadInt(), r.ReadDouble(), r.ReadString(), r.ReadDouble(), r.ReadInt(), r.ReadString(), r.ReadDouble(),
            r.ReadDouble());
    }
}

/// <summary>Answer 81. The smallest increment is wire text.</summary>
public sealed record IbTickParameters(int RequestId, string MinTick, string BboExchange, int SnapshotPermissions)
{
    public static IbTickParameters Read(ref IbFieldReader r) => new(r.ReadInt(), r.ReadString(), r.ReadString(), r.ReadInt());
}

/// <summary>Answer 58: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen.</summary>
public readonly record struct IbMarketDataType(int RequestId, int Type)
{
    public const int Frozen = 2;

    public bool IsDelayed => Type is 3 or 4;

    public static IbMarketDataType Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbMarketDataType(r.ReadInt(), r.ReadInt());
    }
}

/// <summary>Answer 57: the request id of the snapshot that is complete.</summary>
public readonly record struct IbTickSnapshotEnd(int RequestId)
{
    public static IbTickSnapshotEnd Read(ref IbFieldReader r)
    {
        r.Skip();
        return new IbTickSnapshotEnd(r.ReadInt());
    }
}

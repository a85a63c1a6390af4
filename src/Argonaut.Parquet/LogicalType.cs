namespace Argonaut.Parquet;

/// <summary>What the stored bytes of a column mean. Only the parameters of its kind are set.</summary>
public readonly record struct LogicalType(
    LogicalTypeKind Kind,
    int BitWidth = 0,
    bool IsSigned = false,
    int Scale = 0,
    int Precision = 0,
    TimeUnit Unit = TimeUnit.None,
    bool IsAdjustedToUtc = false)
{
    public static LogicalType String { get; } = new(LogicalTypeKind.String);

    public static LogicalType UnsignedInteger(int bitWidth) => new(LogicalTypeKind.Integer, BitWidth: bitWidth);

    public static LogicalType SignedInteger(int bitWidth) => new(LogicalTypeKind.Integer, BitWidth: bitWidth, IsSigned: true);

    public static LogicalType Decimal(int precision, int scale) => new(LogicalTypeKind.Decimal, Scale: scale, Precision: precision);

    public static LogicalType Timestamp(TimeUnit unit, bool isAdjustedToUtc) =>
        new(LogicalTypeKind.Timestamp, Unit: unit, IsAdjustedToUtc: isAdjustedToUtc);

    public override string ToString() => Kind switch
    {
        LogicalTypeKind.Integer => $"INTEGER({BitWidth}, {(IsSigned ? "true" : "false")})",
        LogicalTypeKind.Decimal => $"DECIMAL({Precision}, {Scale})",
        LogicalTypeKind.Timestamp => $"TIMESTAMP({(IsAdjustedToUtc ? "UTC" : "local")}, {Unit.ToString().ToUpperInvariant()})",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}

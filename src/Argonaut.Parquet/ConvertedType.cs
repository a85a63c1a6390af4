namespace Argonaut.Parquet;

/// <summary>The format's older annotation of a column; the numbers are the format's. Others are kept as numbers.</summary>
public enum ConvertedType
{
    Utf8 = 0,
    List = 3,
    Decimal = 5,
    UInt8 = 11,
    UInt16 = 12,
    UInt32 = 13,
    UInt64 = 14,
    Int8 = 15,
    Int16 = 16,
    Int32 = 17,
    Int64 = 18,
}

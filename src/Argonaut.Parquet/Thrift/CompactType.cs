namespace Argonaut.Parquet.Thrift;

/// <summary>Type numbers of the Thrift compact protocol.</summary>
internal static class CompactType
{
    public const byte True = 1;
    public const byte False = 2;
    public const byte I8 = 3;
    public const byte I16 = 4;
    public const byte I32 = 5;
    public const byte I64 = 6;
    public const byte Double = 7;
    public const byte Binary = 8;
    public const byte List = 9;
    public const byte Set = 10;
    public const byte Map = 11;
    public const byte Struct = 12;
}

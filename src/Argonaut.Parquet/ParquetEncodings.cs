namespace Argonaut.Parquet;

/// <summary>Compact: dictionaries where they pay and deltas for growing integers. Plain: the largest compatibility, about twice the size.</summary>
public enum ParquetEncodings
{
    Compact,
    Plain,
}

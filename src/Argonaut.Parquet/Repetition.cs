namespace Argonaut.Parquet;

/// <summary>How often a value occurs in a row; the numbers are the format's.</summary>
public enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

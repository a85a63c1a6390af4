namespace Argonaut.Parquet;

/// <summary>The members of the format's TimeUnit union; the numbers are its field ids.</summary>
public enum TimeUnit
{
    None = 0,
    Millis = 1,
    Micros = 2,
    Nanos = 3,
}

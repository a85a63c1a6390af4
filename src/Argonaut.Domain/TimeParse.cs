namespace Argonaut.Domain;

/// <summary>What reading a time gave. Ambiguous: a time of day without an offset.</summary>
public enum TimeParse
{
    Ok,
    Invalid,
    Ambiguous,
}

namespace Argonaut.Domain.Numbers;

/// <summary>What reading a decimal gave. Inexact: it has non-zero digits beyond the scale.</summary>
public enum NumberParse
{
    Ok,
    Invalid,
    Inexact,
    OutOfRange,
}

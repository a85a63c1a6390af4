namespace Argonaut.Domain.Instruments;

/// <summary>NautilusTrader's option kinds, same numbers.</summary>
public enum OptionKind : byte
{
    Call = 1,
    Put = 2,
}

namespace Argonaut.Domain.Instruments;

/// <summary>NautilusTrader's asset classes; text form is the upper-case name (<c>CRYPTOCURRENCY</c>).</summary>
public enum AssetClass
{
    Fx,
    Equity,
    Commodity,
    Debt,
    Index,
    Cryptocurrency,
    Alternative,
}

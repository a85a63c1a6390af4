namespace Argonaut.Catalog;

/// <summary>What happens to values finer than the instrument's precision (nautilus-catalog.md 3.5). Rounding is half to even and counted.</summary>
public enum OffPrecision
{
    Round,
    Refuse,
}

namespace Argonaut.Catalog;

/// <summary>One version of NautilusTrader's file layout (nautilus-catalog.md 1).</summary>
public enum CatalogProfile
{
    /// <summary>128-bit prices: official Python builds on Linux and macOS. The default.</summary>
    V1Hp,

    /// <summary>64-bit prices: official Python builds on Windows.</summary>
    V1Sp,

    /// <summary>Decimal columns of releases after mid 2026. Flat types are read; nothing is written.</summary>
    V2,
}

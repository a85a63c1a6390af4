namespace Argonaut.Catalog;

/// <summary>Names and constants of the profiles (nautilus-catalog.md 3.1).</summary>
public static class CatalogProfiles
{
    /// <summary><c>v1-hp</c>, <c>v1-sp</c>, <c>v2</c>.</summary>
    public static string Text(this CatalogProfile profile) => profile switch
    {
        CatalogProfile.V1Hp => "v1-hp",
        CatalogProfile.V1Sp => "v1-sp",
        _ => "v2",
    };

    public static bool TryParse(string? text, out CatalogProfile profile)
    {
        profile = text switch { "v1-sp" => CatalogProfile.V1Sp, "v2" => CatalogProfile.V2, _ => CatalogProfile.V1Hp };
        return text is "v1-hp" or "v1-sp" or "v2";
    }

    /// <summary>Decimals of every raw value, also the largest precision: 16, or 9 for 64-bit prices.</summary>
    public static int FixedPrecision(this CatalogProfile profile) => profile == CatalogProfile.V1Sp ? 9 : 16;

    /// <summary>Bytes of a price or size.</summary>
    public static int Width(this CatalogProfile profile) => profile == CatalogProfile.V1Sp ? 8 : 16;

    /// <summary>Largest whole number of a price; the smallest is its negative.</summary>
    public static long PriceMax(this CatalogProfile profile) => profile == CatalogProfile.V1Sp ? 9_223_372_036 : 17_014_118_346_046;

    /// <summary>Largest whole number of a quantity; the smallest is 0.</summary>
    public static long QuantityMax(this CatalogProfile profile) => profile == CatalogProfile.V1Sp ? 18_446_744_073 : 34_028_236_692_093;

    /// <summary>The raw price that means "no price".</summary>
    public static Int128 PriceUndefined(this CatalogProfile profile) => profile == CatalogProfile.V1Sp ? long.MaxValue : Int128.MaxValue;

    /// <summary>The raw quantity that means "no size".</summary>
    public static UInt128 QuantityUndefined(this CatalogProfile profile) => profile == CatalogProfile.V1Sp ? ulong.MaxValue : UInt128.MaxValue;
}

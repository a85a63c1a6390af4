namespace Argonaut.Catalog;

/// <summary>Nautilus: files of a NautilusTrader catalog below <c>data/</c>. Flat: the seed's plain columns below <c>flat/</c>.</summary>
public enum CatalogFormat
{
    Nautilus,
    Flat,
}

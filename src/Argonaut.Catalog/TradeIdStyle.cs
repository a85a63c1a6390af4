namespace Argonaut.Catalog;

/// <summary>The id of trades whose venue gives none: <c>7-12345</c>, or NautilusTrader's <c>seconds-price-size</c>, which is not unique.</summary>
public enum TradeIdStyle
{
    StreamSequence,
    IbAdapter,
}

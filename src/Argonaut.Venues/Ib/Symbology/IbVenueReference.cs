using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Symbology;

/// <summary>What is needed to ask for an instrument again, as compact JSON in <c>Instrument.VenueReference</c>.</summary>
public sealed record IbVenueReference(IbContract Contract, int PriceMagnifier)
{
    public string ToJson() => JsonSerializer.Serialize(
        new IbReferenceJson
        {
            ConId = Contract.ConId, Symbol = Contract.Symbol, SecType = Contract.SecType, Exchange = Contract.Exchange,
            PrimaryExchange = Contract.PrimaryExchange, Currency = Contract.Currency, LocalSymbol = Contract.LocalSymbol,
            TradingClass = Contract.TradingClass, LastTradeDate = Contract.LastTradeDate, Strike = Contract.Strike, Right = Contract.Right,
            Multiplier = Contract.Multiplier, PriceMagnifier = PriceMagnifier,
        },
        IbReferenceContext.Default.IbReferenceJson);

    /// <summary>False for an instrument of another source or a text that was damaged.</summary>
    public static bool TryParse(string json, out IbVenueReference reference)
    {
        reference = new IbVenueReference(new IbContract(), 1);
        IbReferenceJson? fields;
        try
        {
            fields = JsonSerializer.Deserialize(json, IbReferenceContext.Default.IbReferenceJson);
        }
        catch (JsonException)
        {
            return false;
        }

        if (fields is not { ConId: > 0, SecType.Length: > 0, Exchange.Length: > 0 }) return false;
        reference = new IbVenueReference(
            new IbContract
            {
                ConId = fields.ConId, Symbol = fields.Symbol, SecType = fields.SecType, Exchange = fields.Exchange,
                PrimaryExchange = fields.PrimaryExchange, Currency = fields.Currency, LocalSymbol = fields.LocalSymbol,
                TradingClass = fields.TradingClass, LastTradeDate = fields.LastTradeDate, Strike = fields.Strike, Right = fields.Right,
                Multiplier = fields.Multiplier,
            },
            Math.Max(1, fields.PriceMagnifier));
        return true;
    }
}

internal sealed record IbReferenceJson
{
    public int ConId { get; init; }

    public string Symbol { get; init; } = "";

    public string SecType { get; init; } = "";

    public string Exchange { get; init; } = "";

    public string PrimaryExchange { get; init; } = "";

    public string Currency { get; init; } = "";

    public string LocalSymbol { get; init; } = "";

    public string TradingClass { get; init; } = "";

    public string LastTradeDate { get; init; } = "";

    public string Strike { get; init; } = "";

    public string Right { get; init; } = "";

    public string Multiplier { get; init; } = "";

    public int PriceMagnifier { get; init; } = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IbReferenceJson))]
internal sealed partial class IbReferenceContext : JsonSerializerContext;

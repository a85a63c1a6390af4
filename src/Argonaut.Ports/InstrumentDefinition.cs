using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>
/// An instrument as JSON: in <c>instruments.metadata</c> and in recordings of frames. Prices and quantities are text: nothing is rounded.
/// </summary>
public sealed record InstrumentDefinition
{
    public required string Class { get; init; }

    public required string AssetClass { get; init; }

    public required string RawSymbol { get; init; }

    public string? BaseCurrency { get; init; }

    public required string QuoteCurrency { get; init; }

    public required string PriceIncrement { get; init; }

    /// <summary><c>low edge:increment</c>, ascending.</summary>
    public IReadOnlyList<string>? PriceBands { get; init; }

    public required string SizeIncrement { get; init; }

    public required string Multiplier { get; init; }

    public required string LotSize { get; init; }

    public string? Underlying { get; init; }

    public string? ExchangeMic { get; init; }

    public string? Isin { get; init; }

    public long ActivationNs { get; init; }

    public long ExpirationNs { get; init; }

    public string? OptionKind { get; init; }

    public string? StrikePrice { get; init; }

    public string Description { get; init; } = "";

    public string VenueReference { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public string TradingHours { get; init; } = "";

    public string LiquidHours { get; init; } = "";

    public bool IsSimulated { get; init; }

    public static string ToJson(Instrument instrument) => JsonSerializer.Serialize(
        new InstrumentDefinition
        {
            Class = instrument.Class.ToString(),
            AssetClass = instrument.AssetClass.ToString(),
            RawSymbol = instrument.RawSymbol,
            BaseCurrency = instrument.BaseCurrency,
            QuoteCurrency = instrument.QuoteCurrency,
            PriceIncrement = instrument.PriceIncrement.ToString(),
            PriceBands = instrument.PriceBands.IsEmpty ? null : [.. instrument.PriceBands.Select(b => $"{b.LowEdge}:{b.Increment}")],
            SizeIncrement = instrument.SizeIncrement.ToString(),
            Multiplier = instrument.Multiplier.ToString(),
            LotSize = instrument.LotSize.ToString(),
            Underlying = instrument.Underlying,
            ExchangeMic = instrument.ExchangeMic,
            Isin = instrument.Isin,
            ActivationNs = instrument.Activation.Value,
            ExpirationNs = instrument.Expiration.Value,
            OptionKind = instrument.OptionKind?.ToString(),
            StrikePrice = instrument.StrikePrice?.ToString(),
            Description = instrument.Description,
            VenueReference = instrument.VenueReference,
            TimeZone = instrument.TimeZone,
            TradingHours = instrument.TradingHours,
            LiquidHours = instrument.LiquidHours,
            IsSimulated = instrument.IsSimulated,
        },
        InstrumentJson.Default.InstrumentDefinition);

    /// <summary>Null for a text that is not a definition of ours.</summary>
    public static Instrument? FromJson(int key, string source, string id, int priceScale, int sizeScale, string json)
    {
        InstrumentDefinition? definition;
        try
        {
            definition = JsonSerializer.Deserialize(json, InstrumentJson.Default.InstrumentDefinition);
        }
        catch (JsonException)
        {
            return null;
        }

        if (definition is null || !InstrumentId.TryParse(id, out var instrumentId)) return null;
        return new Instrument
        {
            Key = new InstrumentKey(key),
            Id = instrumentId,
            Source = source,
            Class = Enum.Parse<InstrumentClass>(definition.Class),
            AssetClass = Enum.Parse<AssetClass>(definition.AssetClass),
            RawSymbol = definition.RawSymbol,
            BaseCurrency = definition.BaseCurrency,
            QuoteCurrency = definition.QuoteCurrency,
            PriceIncrement = Price.Parse(definition.PriceIncrement),
            PriceBands = definition.PriceBands is { } bands ? [.. bands.Select(BandOf)] : [],
            SizeIncrement = Quantity.Parse(definition.SizeIncrement),
            Multiplier = Quantity.Parse(definition.Multiplier),
            LotSize = Quantity.Parse(definition.LotSize),
            PriceScale = (byte)priceScale,
            SizeScale = (byte)sizeScale,
            Underlying = definition.Underlying,
            ExchangeMic = definition.ExchangeMic,
            Isin = definition.Isin,
            Activation = new UnixNanos(definition.ActivationNs),
            Expiration = new UnixNanos(definition.ExpirationNs),
            OptionKind = definition.OptionKind is { } kind ? Enum.Parse<OptionKind>(kind) : null,
            StrikePrice = definition.StrikePrice is { } strike ? Price.Parse(strike) : null,
            Description = definition.Description,
            VenueReference = definition.VenueReference,
            TimeZone = definition.TimeZone,
            TradingHours = definition.TradingHours,
            LiquidHours = definition.LiquidHours,
            IsSimulated = definition.IsSimulated,
        };
    }

    private static PriceBand BandOf(string text)
    {
        var parts = text.Split(':');
        return new PriceBand(Price.Parse(parts[0]), Price.Parse(parts[1]));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InstrumentDefinition))]
internal sealed partial class InstrumentJson : JsonSerializerContext;

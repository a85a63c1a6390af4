using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Server.Stream;

/// <summary>What a subscription is about; equal topics are the same subscription.</summary>
/// <param name="PriceType">Of bars that are made while somebody follows them; 0: those that the recorder keeps.</param>
/// <param name="IsExchange">Bars of the exchange's days instead of those of UTC.</param>
internal sealed record Topic(StreamChannel Channel, InstrumentKey Instrument = default, Timeframe Timeframe = default, PriceType PriceType = default, bool IsExchange = false)
{
    /// <summary>Bars of a price that none are kept of.</summary>
    public bool IsBuilt => PriceType != default;
}

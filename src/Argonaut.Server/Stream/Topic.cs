using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Server.Stream;

/// <summary>What a subscription is about; equal topics are the same subscription.</summary>
internal sealed record Topic(StreamChannel Channel, InstrumentKey Instrument = default, Timeframe Timeframe = default);

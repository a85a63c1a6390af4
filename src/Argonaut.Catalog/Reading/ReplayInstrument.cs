using Argonaut.Domain;

namespace Argonaut.Catalog.Reading;

/// <summary>An instrument of a replay: the largest precisions of its files. Mantissas of the events are at scale 8.</summary>
public sealed record ReplayInstrument(InstrumentKey Key, InstrumentId Id, byte PricePrecision, byte SizePrecision);

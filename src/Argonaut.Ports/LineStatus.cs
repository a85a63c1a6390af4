using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>One market-data line: an instrument's trades or quotes.</summary>
/// <param name="LastTick">0 before the first tick of this connection.</param>
public sealed record LineStatus(InstrumentKey Instrument, MarketEventKind Kind, LineState State, string Detail, UnixNanos LastTick);

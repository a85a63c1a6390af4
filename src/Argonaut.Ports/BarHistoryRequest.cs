using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>Bars of <c>[From, To)</c> by their open. Timeframe is one of 1s, 1m, 1h, 1D: the others are made from these.</summary>
public sealed record BarHistoryRequest(Instrument Instrument, Timeframe Timeframe, UnixNanos From, UnixNanos To);

using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Lines;

namespace Argonaut.Ports;

/// <summary>What a source says of one market-data line: an instrument's trades, quotes or book.</summary>
/// <param name="LastTick">0 before the first tick of this connection.</param>
/// <param name="Cause">Of the time without data that this state goes with; on <see cref="LineState.Requested"/>: why it was asked for again.</param>
public sealed record LineStatus(
    InstrumentKey Instrument, MarketEventKind Kind, LineState State, string Detail, UnixNanos LastTick, GapCause Cause = GapCause.None);

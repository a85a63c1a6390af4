using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>Ticks of one kind with <c>ts_event</c> in <c>[From, To)</c>.</summary>
/// <param name="From">A whole second.</param>
/// <param name="To">A whole second.</param>
public sealed record TickHistoryRequest(Instrument Instrument, MarketEventKind Kind, UnixNanos From, UnixNanos To);

/// <summary>
/// One answer of a source: its ticks in <c>[From, Next)</c>, all of them, in the source's order; whole seconds only, so that a page never
/// ends inside one.
/// </summary>
/// <param name="Ticks">Unnumbered; <c>ts_init</c> equals <c>ts_event</c>.</param>
/// <param name="Next">From here on the source was not asked yet; null when the range is complete.</param>
public sealed record TickPage(ImmutableArray<MarketEvent> Ticks, UnixNanos? Next);

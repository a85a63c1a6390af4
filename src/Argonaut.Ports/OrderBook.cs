using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>An order book after a whole update. Levels from the best; mantissas at the instrument's scales.</summary>
/// <param name="Updates">Of this process: rises with every update of this book.</param>
/// <param name="Sequence">Of the update's last delta in its stream.</param>
public sealed record OrderBook(
    ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks, long Updates, long Sequence, UnixNanos TsEvent, UnixNanos TsInit);

using Argonaut.Domain;
using Argonaut.Domain.Data;

namespace Argonaut.Catalog;

/// <summary>The best ten levels of an order book at one moment (nautilus-catalog.md 5.5). Levels from the best; more than ten are not written.</summary>
public readonly record struct OrderBookDepthRow(
    ReadOnlyMemory<BookLevel> Bids, ReadOnlyMemory<BookLevel> Asks, ulong Sequence, UnixNanos TsEvent, UnixNanos TsInit)
{
    /// <summary>Levels of each side that a row has.</summary>
    public const int Levels = 10;
}

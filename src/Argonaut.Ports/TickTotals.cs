using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>A number of ticks of each kind.</summary>
public readonly record struct TickTotals(long Trades, long Quotes, long BookDeltas)
{
    public long Sum => Trades + Quotes + BookDeltas;

    public static TickTotals operator +(TickTotals a, TickTotals b) => new(a.Trades + b.Trades, a.Quotes + b.Quotes, a.BookDeltas + b.BookDeltas);

    public static TickTotals operator -(TickTotals a, TickTotals b) => new(a.Trades - b.Trades, a.Quotes - b.Quotes, a.BookDeltas - b.BookDeltas);

    public long Of(MarketEventKind kind) => kind switch
    {
        MarketEventKind.Trade => Trades,
        MarketEventKind.Quote => Quotes,
        MarketEventKind.BookDelta => BookDeltas,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Ticks are trades, quotes or book deltas."),
    };
}

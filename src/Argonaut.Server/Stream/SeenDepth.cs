using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Server.Endpoints;
using Argonaut.Trading.Lines;

namespace Argonaut.Server.Stream;

/// <summary>A book as a client was told of it, with what was said of its line.</summary>
/// <param name="Line">Null while the book is not recorded.</param>
internal sealed record SeenDepth(OrderBook? Book, LineState? Line, string? Reason, bool IsStale)
{
    /// <summary>Before the first message.</summary>
    public static readonly SeenDepth Nothing = new(null, null, null, true);

    /// <param name="levels">Levels of each side; 0: as many as there are.</param>
    public static SeenDepth Of(IMarketView market, InstrumentKey instrument, int levels)
    {
        var line = market.LineOf(instrument, MarketEventKind.BookDelta);
        return new SeenDepth(market.Book(instrument, levels == 0 ? int.MaxValue : levels), line?.State, line?.Reason, DepthStates.IsStale(line));
    }
}

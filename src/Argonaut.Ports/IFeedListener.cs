using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Trading.Quality;

namespace Argonaut.Ports;

/// <summary>Hears of a feed's state. Called on the feed's own loop, in order; must return at once and never throw.</summary>
public interface IFeedListener
{
    void OnStatusChanged(FeedStatus status);

    /// <summary>
    /// All ticks that came together have been written to the sink, and time may have passed: what follows from it may run on the caller, which
    /// goes on when it returns. Called by feeds that tell of their steps (<see cref="IMarketFeed.TellsSteps"/>), at least every 100 ms.
    /// </summary>
    void OnStepped()
    {
    }

    /// <summary>A record of a line that cannot be a tick: refused by the feed, so that it does not go to the sink.</summary>
    /// <param name="rule">Of the action <see cref="QualityAction.Reject"/>.</param>
    /// <param name="raw">The source's bytes; to be copied.</param>
    void OnRefused(InstrumentKey instrument, MarketEventKind kind, QualityRule rule, ReadOnlySpan<byte> raw)
    {
    }
}

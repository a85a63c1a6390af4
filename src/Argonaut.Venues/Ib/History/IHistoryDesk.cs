using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;

namespace Argonaut.Venues.Ib.History;

/// <summary>Where questions about the past are asked. Any thread.</summary>
internal interface IHistoryDesk
{
    /// <param name="makeQuery">A new query for each try.</param>
    /// <param name="isSmall">Bars of 30 s or less, and ticks.</param>
    /// <param name="isBackground">Nobody looks at a screen for it.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="FeedUnavailableException">Not connected, or no answer.</exception>
    /// <exception cref="FeedRequestException">The source refused.</exception>
    Task<T> AskAsync<T, TQuery>(Func<TQuery> makeQuery, bool isSmall, bool isBackground, CancellationToken ct)
        where TQuery : IbQuery<T>, IIbHistoryQuery;

    /// <summary>A question that is not repeated.</summary>
    Task<string> AskOnceAsync(HeadTimestampQuery query, CancellationToken ct);
}

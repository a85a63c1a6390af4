using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;

namespace Argonaut.Venues.Ib.History;

/// <summary>The one place where historical requests wait for the broker's rules and are repeated (ib-tws-protocol.md 4.4). Any thread.</summary>
/// <param name="session">The session that is ready now.</param>
internal sealed class HistoryDesk(IbOptions options, TimeProvider time, Func<IbSession> session) : IHistoryDesk, IDisposable
{
    public const int RequestFailed = 10187;

    private const int MostOpen = 50;

    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    private readonly HistoryQueue _queue = new(options.HistoryRequestsPerTenMinutes, MostOpen, time);

    /// <summary>One page; a pacing answer or silence is retried after 15, 30 and 60 s, a request that failed once after 15 s.</summary>
    /// <param name="makeQuery">A new query for each try.</param>
    /// <param name="isSmall">Bars of 30 s or less, and ticks.</param>
    /// <param name="isBackground">Nobody looks at a screen for it.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="FeedUnavailableException">Not connected, or no answer.</exception>
    /// <exception cref="FeedRequestException">The broker refused, or goes on to call it too often (<see cref="IsPacing"/>).</exception>
    public async Task<T> AskAsync<T, TQuery>(Func<TQuery> makeQuery, bool isSmall, bool isBackground, CancellationToken ct)
        where TQuery : IbQuery<T>, IIbHistoryQuery
    {
        for (var attempt = 0; ; attempt++)
        {
            var query = makeQuery();
            try
            {
                using var turn = await _queue.EnterAsync(
                    new HistoryAsk(query.Identity, query.Group, isSmall, query.Weight, IsRetry: attempt > 0, isBackground), ct);
                var page = await session().AskAsync(query, ct);
                if (attempt > 0) _queue.MarkOpen();
                return page;
            }
            catch (FeedRequestException e) when (attempt < RetryAfter.Length && IsPacing(e))
            {
                _queue.MarkFull();
            }
            catch (FeedRequestException e) when (e.Code == RequestFailed && attempt == 0)
            {
                // Once more, below.
            }
            catch (IbTimeoutException e)
            {
                // The request was cancelled at the gateway; the same page is asked for again below.
                if (attempt >= RetryAfter.Length) throw new FeedUnavailableException(e.Message);
            }

            await Task.Delay(RetryAfter[attempt], time, ct);
        }
    }

    /// <summary>A question that is not repeated.</summary>
    public async Task<string> AskOnceAsync(HeadTimestampQuery query, CancellationToken ct)
    {
        using var turn = await _queue.EnterAsync(new HistoryAsk(query.Identity, query.Group, IsSmall: false), ct);
        return await session().AskAsync(query, ct);
    }

    /// <summary>Refused for its number, not for what it asks: later it may be answered.</summary>
    public static bool IsPacing(FeedRequestException e) => e.Code is 162 or 366 or 322 && IbSession.IsPacing(e.Text);

    /// <summary>Who waits, for the operator.</summary>
    public FeedHistoryPacing Snapshot() => _queue.Snapshot();

    public void Dispose() => _queue.Dispose();
}

using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;

namespace Argonaut.Venues.Ib.History;

/// <summary>The one place where historical requests wait for the broker's rules and are repeated (ib-tws-protocol.md 4.4). Any thread.</summary>
/// <param name="session">The session that is ready now.</param>
internal sealed class HistoryDesk(IbOptions options, TimeProvider time, Func<IbSession> session) : IDisposable
{
    private const int MostOpen = 50;
    private const int RequestFailed = 10187;

    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    private readonly HistoryPacing _pacing = new(options.HistoryRequestsPerTenMinutes);
    private readonly SemaphoreSlim _open = new(MostOpen);
    private readonly long _start = time.GetTimestamp();

    /// <summary>One page; a pacing answer or silence is retried after 15, 30 and 60 s, a request that failed once after 15 s.</summary>
    /// <param name="makeQuery">A new query for each try.</param>
    /// <param name="isSmall">Bars of 30 s or less, and ticks.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="FeedUnavailableException">Not connected, or no answer.</exception>
    /// <exception cref="FeedRequestException">The broker refused, or goes on to call it too often (<see cref="IsPacing"/>).</exception>
    public async Task<T> AskAsync<T, TQuery>(Func<TQuery> makeQuery, bool isSmall, CancellationToken ct)
        where TQuery : IbQuery<T>, IIbHistoryQuery
    {
        for (var attempt = 0; ; attempt++)
        {
            var query = makeQuery();
            await _open.WaitAsync(ct);
            try
            {
                await PaceAsync(query, isSmall, isRetry: attempt > 0, ct);
                var page = await session().AskAsync(query, ct);
                if (attempt > 0) _pacing.MarkOpen();
                return page;
            }
            catch (FeedRequestException e) when (attempt < RetryAfter.Length && IsPacing(e))
            {
                _pacing.MarkFull(Now);
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
            finally
            {
                _open.Release();
            }

            await Task.Delay(RetryAfter[attempt], time, ct);
        }
    }

    /// <summary>A question that is not repeated.</summary>
    public async Task<string> AskOnceAsync(HeadTimestampQuery query, CancellationToken ct)
    {
        await PaceAsync(query, isSmall: false, isRetry: false, ct);
        return await session().AskAsync(query, ct);
    }

    /// <summary>Refused for its number, not for what it asks: later it may be answered.</summary>
    public static bool IsPacing(FeedRequestException e) => e.Code is 162 or 366 or 322 && IbSession.IsPacing(e.Text);

    public void Dispose() => _open.Dispose();

    private TimeSpan Now => time.GetElapsedTime(_start);

    private async Task PaceAsync(IIbHistoryQuery query, bool isSmall, bool isRetry, CancellationToken ct)
    {
        while (!_pacing.TryBook(query.Identity, query.Group, isSmall, query.Weight, isRetry, Now, out var wait))
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, ct);
    }
}

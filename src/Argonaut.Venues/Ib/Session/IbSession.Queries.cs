using System.Threading.Channels;
using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Requests with one answer: sent when their farm is there, matched by id, failed when the connection ends.</summary>
internal sealed partial class IbSession
{
    private readonly Channel<IbQuery> _queries = Channel.CreateBounded<IbQuery>(new BoundedChannelOptions(256)
    {
        FullMode = BoundedChannelFullMode.Wait,   // the asker waits its turn
        SingleReader = true,
    });

    private readonly Dictionary<int, IbQuery> _open = [];
    private readonly List<IbQuery> _held = [];

    /// <summary>Sends it when possible and waits for the answer. Safe from any thread.</summary>
    /// <exception cref="FeedUnavailableException">The connection ended.</exception>
    /// <exception cref="IbTimeoutException">Nothing came in time.</exception>
    /// <exception cref="FeedRequestException">The source refused.</exception>
    public async Task<T> AskAsync<T>(IbQuery<T> query, CancellationToken ct)
    {
        try
        {
            await _queries.Writer.WriteAsync(query, ct);
        }
        catch (ChannelClosedException)
        {
            throw new FeedUnavailableException("The connection to the gateway ended.");
        }

        Wake();
        await using var registration = ct.Register(() =>
        {
            query.Abandon(ct);
            Wake();
        });
        return await query.Answer;
    }

    private void ServeQueries()
    {
        while (_queries.Reader.TryRead(out var query)) _held.Add(query);
        for (var i = 0; i < _held.Count; i++)
        {
            if (IsFarmBroken(_held[i].Farm) && !_held[i].IsOver) continue;
            Send(_held[i]);
            _held.RemoveAt(i--);
        }

        foreach (var query in _open.Values.Where(q => q.IsOver || Now - q.SentAt >= q.Timeout).ToList())
        {
            _open.Remove(query.RequestId);
            Post(LaneOf(query), query.WriteCancel);
            query.Fail(new IbTimeoutException($"The gateway did not answer within {query.Timeout.TotalSeconds:0} s."));
        }
    }

    private void Send(IbQuery query)
    {
        if (query.IsOver) return;
        query.RequestId = _parts.RequestIds.Take();
        query.SentAt = Now;
        _open.Add(query.RequestId, query);
        Post(LaneOf(query), query.Write);
    }

    /// <summary>A cancel goes the way of its request, and so never in front of it.</summary>
    private static IbLane LaneOf(IbQuery query) => query.Farm == IbFarm.History ? IbLane.History : IbLane.Subscribe;

    private void Deliver(int requestId, object message)
    {
        if (!_open.TryGetValue(requestId, out var query) || !query.Accept(message)) return;
        if (!query.IsOver) return;
        _open.Remove(requestId);
        if (query is HeadTimestampQuery) Post(LaneOf(query), query.WriteCancel);
    }

    private void FailQuery(IbQuery query, Exception reason)
    {
        _open.Remove(query.RequestId);
        query.Fail(reason);
    }

    private void FailQueries(string reason)
    {
        _queries.Writer.TryComplete();
        while (_queries.Reader.TryRead(out var query)) _held.Add(query);
        foreach (var query in _held.Concat(_open.Values)) query.Fail(new FeedUnavailableException(reason));
        _held.Clear();
        _open.Clear();
    }

    private bool IsFarmBroken(IbFarm farm) =>
        _isLinkLost || (farm == IbFarm.History ? _brokenHistoryFarms : _brokenDefinitionFarms).Count > 0;
}

using System.Text;
using Argonaut.Ports;
using Argonaut.Venues.Ib.History;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>
/// The recorded answers to questions about the past, found by what was asked, whatever its id. A question that is asked before the
/// recording comes to its answer waits for it. Safe from any thread.
/// </summary>
internal sealed class RecordedAnswers(TimeProvider time) : IHistoryDesk
{
    /// <summary>In recorded time: longer than a gateway may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Answer> _answers = [];
    private readonly Dictionary<string, TaskCompletionSource<Answer?>> _waiting = [];
    private bool _isComplete;

    /// <summary>What came in answer to a question; a later answer to the same replaces it, a refusal for its number does not count.</summary>
    public void Add(int messageId, ReadOnlySpan<byte> payload, IReadOnlyList<object> messages, FeedRequestException? refusal)
    {
        if (refusal is not null && (HistoryDesk.IsPacing(refusal) || refusal.Code == HistoryDesk.RequestFailed)) return;
        var key = KeyOf(messageId, payload);
        TaskCompletionSource<Answer?>? waiting;
        lock (_gate)
        {
            _answers[key] = new Answer([.. messages], refusal);
            _waiting.Remove(key, out waiting);
        }

        waiting?.TrySetResult(new Answer([.. messages], refusal));
    }

    /// <summary>There will be no more answers.</summary>
    public void Complete()
    {
        List<TaskCompletionSource<Answer?>> waiting;
        lock (_gate)
        {
            _isComplete = true;
            waiting = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var one in waiting) one.TrySetResult(null);
    }

    /// <inheritdoc/>
    public async Task<T> AskAsync<T, TQuery>(Func<TQuery> makeQuery, bool isSmall, bool isBackground, CancellationToken ct)
        where TQuery : IbQuery<T>, IIbHistoryQuery => await AskAsync(makeQuery(), ct);

    /// <inheritdoc/>
    public Task<string> AskOnceAsync(HeadTimestampQuery query, CancellationToken ct) => AskAsync(query, ct);

    private async Task<T> AskAsync<T>(IbQuery<T> query, CancellationToken ct)
    {
        var writer = new IbFrameWriter();
        query.Write(writer);
        var payload = writer.Written[IbFrame.HeaderSize..];
        var r = new IbFieldReader(payload.Span);
        var answer = await FindAsync(KeyOf(r.ReadInt(), payload.Span), ct)
            ?? throw new FeedUnavailableException("The recording has no answer to this question.");
        foreach (var message in answer.Messages) query.Accept(message);
        if (answer.Refusal is { } refusal)
        {
            if (query is BarPageQuery or TickPageQuery && IbHistoryCauses.Of(refusal.Text) == IbHistoryCause.NoData) query.Accept(new IbHistoricalEnd(0, "", ""));
            else query.Fail(refusal);
        }

        return await query.Answer;
    }

    private async Task<Answer?> FindAsync(string key, CancellationToken ct)
    {
        TaskCompletionSource<Answer?>? waiting;
        lock (_gate)
        {
            if (_answers.TryGetValue(key, out var known)) return known;
            if (_isComplete) return null;
            if (!_waiting.TryGetValue(key, out waiting))
                _waiting[key] = waiting = new TaskCompletionSource<Answer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pause = Task.Delay(Patience, time, over.Token);
        await Task.WhenAny(waiting.Task, pause);
        ct.ThrowIfCancellationRequested();
        await over.CancelAsync();
        return waiting.Task.IsCompletedSuccessfully ? await waiting.Task : null;
    }

    /// <summary>A question with another request id (ib-tws-protocol.md 8: the second field, of contract details the third, of market rules none).</summary>
    public static string WithId(int messageId, ReadOnlySpan<byte> payload, string requestId)
    {
        var fields = Encoding.UTF8.GetString(payload).Split('\0');
        if (messageId != IbRequest.MarketRule) fields[messageId == IbRequest.ContractDetails ? 2 : 1] = requestId;
        return string.Join('\0', fields);
    }

    private static string KeyOf(int messageId, ReadOnlySpan<byte> payload) => WithId(messageId, payload, "");

    private sealed record Answer(IReadOnlyList<object> Messages, FeedRequestException? Refusal);
}

using Argonaut.Domain;
using Argonaut.Venues.Ib.Recording;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// The same steps as the loop over a connection makes, made by a recording: frames, looks and the end come from there, and with them the
/// decisions that only a real peer can cause (silence, deadlines). What the session says is compared by its link.
/// </summary>
internal sealed partial class IbSession
{
    public bool IsOver => _result is not null;

    /// <summary>A connection begins, at the stamp of the present step.</summary>
    public void ReplayBegin() => Open();

    /// <summary>One frame, at the stamp of the present step.</summary>
    public async ValueTask ReplayFrameAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        try
        {
            if (_result is null && !Handle(payload.Span)) await WritePendingAsync(ct);
        }
        catch (IbProtocolException e)
        {
            End(e);
        }
    }

    /// <summary>One look around, at the stamp of the present step.</summary>
    /// <param name="asksForTime">The server was asked for its time.</param>
    /// <param name="queries">Sent at this look.</param>
    /// <param name="ct">Ends the waiting for the sink.</param>
    public async ValueTask ReplayLookAsync(bool asksForTime, IReadOnlyList<IbQuery> queries, CancellationToken ct)
    {
        if (!IsReady || _result is not null) return;
        if (asksForTime) AskForTime();
        foreach (var query in queries) Send(query);
        KeepLines();
        KeepAccounts();
        while (TryTakeCrossed(out var tick)) await _parts.Sink.WriteAsync(tick, ct);
    }

    /// <summary>How it ended, unless its frames ended it already.</summary>
    public IbSessionResult ReplayEnd(IbEnd end, string detail, int? newPort)
    {
        End(end, detail, newPort);
        Finish();
        return _result!;
    }

    private SessionNote ToNote() => new(
        _version, [.. Board.Accounts], _phase.ToString(), _hasNextId, _hasAccounts, _readyAt?.Ticks, _subscribeFrom.Ticks, _isLinkLost,
        [.. _brokenDataFarms], [.. _brokenHistoryFarms], [.. _brokenDefinitionFarms],
        _budgets.Lines.ToNote(), _budgets.Depth.ToNote(), _budgets.TickByTick.ToNote(),
        [.. _requestedAt.Select(r => new RequestedNote(r.Key.ConId, r.Key.TickType, r.Value.Ticks))], _askedAt?.Ticks, _askedAtWall.Value,
        Board.ClockOffset?.Ticks, ToAccountNote());

    /// <summary>Goes on in the middle of a connection; streams and lines are restored by the caller.</summary>
    public void Restore(SessionNote note)
    {
        _version = Board.ServerVersion = note.ServerVersion;
        Board.Accounts = [.. note.Accounts];
        Board.ClockOffset = Span(note.ClockOffset);
        _phase = Enum.Parse<IbPhase>(note.Phase);
        (_hasNextId, _hasAccounts, _isLinkLost) = (note.HasNextId, note.HasAccounts, note.IsLinkLost);
        _budgets.Lines.Restore(note.LineBudget);
        _budgets.Depth.Restore(note.DepthBudget);
        _budgets.TickByTick.Restore(note.TickByTickBudget);
        (_readyAt, _subscribeFrom, _askedAt, _askedAtWall) = (Span(note.ReadyAt), TimeSpan.FromTicks(note.SubscribeFrom), Span(note.AskedAt), new UnixNanos(note.AskedAtWall));
        _brokenDataFarms.UnionWith(note.BrokenDataFarms);
        _brokenHistoryFarms.UnionWith(note.BrokenHistoryFarms);
        _brokenDefinitionFarms.UnionWith(note.BrokenDefinitionFarms);
        foreach (var asked in note.RequestedAt) _requestedAt[(asked.ConId, asked.TickType)] = TimeSpan.FromTicks(asked.At);
        Restore(note.Account);
        ShowState();
    }

    private static TimeSpan? Span(long? ticks) => ticks is { } known ? TimeSpan.FromTicks(known) : null;
}

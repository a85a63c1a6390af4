using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Who gets a line when the gateway has fewer than are wanted (ib-tws-protocol.md 4.3, faults.md F-315): instruments that somebody looks at
/// come first, then those that were asked for first. A line that has to wait says so, and costs a gap with that cause.
/// </summary>
internal sealed partial class IbSession
{
    private const int TooManyLines = 101;

    /// <summary>A line that was given to an instrument goes back when nobody has looked at that for this long.</summary>
    private static readonly TimeSpan GiveBackAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Takes a line of the gateway for a new stream. False: the line waits, with its reason.</summary>
    private bool TryTakeLine(IbLinePair pair, IbLine line)
    {
        if (!_budgets.Lines.HasRoom && !TryMakeRoom(pair, line) && !_budgets.Lines.TryProbe(Now))
        {
            AwaitRoom(line, $"waiting for a free market data line: all {_budgets.Lines.Limit} are in use");
            return false;
        }

        _budgets.Lines.Take();
        line.AwaitsRoom = false;
        line.GivenTo = null;
        return true;
    }

    /// <summary>
    /// For an instrument that somebody looks at: the stream of the one that nobody has looked at for longest is given up. For one that lost its
    /// stream this way: that stream again, when nobody looks any more at what it was given to.
    /// </summary>
    private bool TryMakeRoom(IbLinePair pair, IbLine line)
    {
        var lines = _parts.Lines;
        var giver = lines.IsWatched(pair)
            ? lines.Pairs.Where(p => !lines.IsWatched(p) && p.Lines.Any(l => l.Stream is not null)).MinBy(p => p.LastWatched)
            : line.GivenTo is { } taker && lines.Find(taker) is { } found && !lines.IsWatched(found) && Now - found.LastWatched >= GiveBackAfter ? found : null;
        if (giver?.Lines.LastOrDefault(l => l.Stream is not null)?.Stream is not { } stream) return false;
        var reason = lines.IsWatched(pair)
            ? $"given up for {pair.Instrument.Id}, which somebody looks at: all {_budgets.Lines.Limit} market data lines are in use"
            : $"given back to {pair.Instrument.Id}: all {_budgets.Lines.Limit} market data lines are in use";
        foreach (var freed in LinesOf(stream).ToList())
        {
            Detach(freed);
            freed.GivenTo = lines.IsWatched(pair) ? pair.Instrument.Key : null;
            AwaitRoom(freed, reason);
        }

        Board.Note(TooManyLines, $"{giver.Instrument.Id} is not received now: {reason}.", giver.Instrument.Key);
        return _budgets.Lines.HasRoom;
    }

    private void AwaitRoom(IbLine line, string reason)
    {
        line.NotBefore = Now + LookAgainAfter;
        if (line.AwaitsRoom) return;   // it waits with the reason it began with
        line.AwaitsRoom = true;
        line.Set(LineState.Refused, reason, GapCause.LineRefused);
        IbLog.LineChanged(_parts.Log, line.Instrument.Id.Value, line.Kind, reason);
        Board.MarkChanged();
    }
}

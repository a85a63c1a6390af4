using System.Text.RegularExpressions;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Reactions to message 4, by the table of codes.</summary>
internal sealed partial class IbSession
{
    /// <summary>How often a line is asked for that another session of the same user takes.</summary>
    private static readonly TimeSpan CompetingPause = TimeSpan.FromSeconds(60);

    private readonly HashSet<string> _brokenDataFarms = [];
    private readonly HashSet<string> _brokenHistoryFarms = [];
    private readonly HashSet<string> _brokenDefinitionFarms = [];
    private bool _isLinkLost;

    private void OnError(IbError error)
    {
        var query = _open.GetValueOrDefault(error.RequestId);
        var stream = query is null ? _parts.Decoder.Find(error.RequestId) : null;
        Board.Note(error.Code, error.Text, stream is null ? null : LinesOf(stream).First().Instrument.Key);
        IbLog.Notice(_parts.Log, error.Code, error.RequestId, error.Text);
        var reaction = IbErrorTable.ReactionTo(error.Code, error.Text, query is not null);
        if (query is not null) OnQueryError(query, error, reaction);
        else if (stream is not null) OnStreamError(stream, error, reaction);
        else OnSystemError(error, reaction);
        ShowState();
        Board.PublishIfDue();   // at once: the message after it in the same read may take it back, and what was lost between must be seen
    }

    private void OnSystemError(IbError error, IbReaction reaction)
    {
        switch (reaction)
        {
            case IbReaction.LinkLost:
                _isLinkLost = true;
                Interrupt("the gateway lost its link to the broker", LinkCause);
                break;
            case IbReaction.DataLost:
                _isLinkLost = false;
                ResubscribeAll("asked again after the link came back");
                ListAccountsSoon();
                break;
            case IbReaction.DataKept:
                _isLinkLost = false;
                AwaitTicks("the link is back; waiting for a tick");
                ListAccountsSoon();
                break;
            case IbReaction.PortReset:
                End(IbEnd.PortReset, $"The gateway moved its port: {error.Text}", PortIn(error.Text));
                break;
            case IbReaction.DataFarmBroken:
                if (_brokenDataFarms.Add(FarmIn(error.Text))) Interrupt($"data farm {FarmIn(error.Text)} is broken", GapCause.FarmBroken);
                break;
            case IbReaction.DataFarmOk:
                if (_brokenDataFarms.Remove(FarmIn(error.Text)) && _brokenDataFarms.Count == 0 && !_isLinkLost)
                    AwaitTicks($"data farm {FarmIn(error.Text)} is back; waiting for a tick");
                break;
            case IbReaction.HistoryFarmBroken: _brokenHistoryFarms.Add(FarmIn(error.Text)); break;
            case IbReaction.HistoryFarmOk: _brokenHistoryFarms.Remove(FarmIn(error.Text)); break;
            case IbReaction.DefinitionFarmBroken: _brokenDefinitionFarms.Add(FarmIn(error.Text)); break;
            case IbReaction.DefinitionFarmOk: _brokenDefinitionFarms.Remove(FarmIn(error.Text)); break;
            case IbReaction.Reconnect: End(IbEnd.Lost, $"{error.Text} ({error.Code})"); break;
            case IbReaction.ClientIdInUse: End(IbEnd.ClientIdInUse, $"Client id {Options.ClientId} is in use."); break;
            case IbReaction.UnsupportedVersion: End(IbEnd.Unsupported, $"{error.Text} ({error.Code})"); break;
            case IbReaction.RateExceeded:
                _link.SlowDown(TimeSpan.FromSeconds(60));   // which request was refused is not said: a line that stays silent is asked for again
                break;
        }
    }

    private void OnQueryError(IbQuery query, IbError error, IbReaction reaction)
    {
        switch (reaction)
        {
            case IbReaction.RateExceeded:
                _link.SlowDown(TimeSpan.FromSeconds(60));
                _open.Remove(query.RequestId);
                Send(query);
                break;
            case IbReaction.HistoryService when IbHistoryCauses.Of(error.Text) == IbHistoryCause.NoData && query is BarPageQuery or TickPageQuery:
                Deliver(query.RequestId, new IbHistoricalEnd(query.RequestId, "", ""));
                break;
            case IbReaction.Inform or IbReaction.Ignore: break;
            default: FailQuery(query, new FeedRequestException(error.Code, error.Text)); break;
        }
    }

    private void OnStreamError(IbStream stream, IbError error, IbReaction reaction)
    {
        switch (reaction)
        {
            case IbReaction.IsDelayed:
                SetDelayed(stream, true);
                return;
            case IbReaction.RateExceeded:
                _link.SlowDown(TimeSpan.FromSeconds(60));
                break;
            case IbReaction.Inform or IbReaction.Ignore: return;
            case IbReaction.DepthReset:
                ResetBook(stream);
                return;
            case IbReaction.DepthLimit:
                _budgets.Depth.LearnRefusal(Now);
                break;
            case IbReaction.LineLimit:
                _budgets.Lines.LearnRefusal(Now);
                break;
            case IbReaction.TickByTickLimit:
                _budgets.TickByTick.LearnRefusal(Now);
                break;
        }

        foreach (var line in LinesOf(stream).Where(l => l.Stream == stream).ToList()) OnLineError(line, error, reaction);
    }

    private void OnLineError(IbLine line, IbError error, IbReaction reaction)
    {
        var text = $"{error.Text} ({error.Code})";
        switch (reaction)
        {
            case IbReaction.CompetingSession:
                line.Stream!.Book?.Clear();
                line.Set(LineState.Competing, "another session of the same user takes the data; asked again every 60 s", GapCause.CompetingSession);
                line.AgainAt = Now + CompetingPause;
                if (line.Kind != MarketEventKind.BookDelta) break;
                // The next row of this stream would hide those that were missed.
                Detach(line);
                (line.AgainAt, line.NotBefore) = (null, Now + CompetingPause);
                break;
            case IbReaction.DepthLimit:
                Detach(line, isKnownToServer: false);
                AwaitRoom(line, $"waiting for a free depth line: {text}");
                break;
            case IbReaction.LineLimit:
                Detach(line, isKnownToServer: false);
                AwaitRoom(line, $"waiting for a free market data line: {text}");
                break;
            case IbReaction.FallBack or IbReaction.TickByTickLimit:
                line.NeedsLevel1 = true;
                Resubscribe(line, $"level 1 instead of tick by tick: {text}", isKnownToServer: false);
                break;
            case IbReaction.TryDelayed when Options.AllowDelayedData && !line.HasTriedDelayed && line.Kind != MarketEventKind.BookDelta:
                line.HasTriedDelayed = line.NeedsLevel1 = true;
                Resubscribe(line, "live data is not subscribed, delayed data requested", isKnownToServer: false);
                break;
            case IbReaction.RetryOnce when !line.HasRetried:
                line.HasRetried = true;
                Resubscribe(line, $"asked again after 15 s: {text}", isKnownToServer: false);
                line.NotBefore = Now + RepeatAfter;
                break;
            case IbReaction.RealTimeQuery when IsPacing(error.Text):
                Resubscribe(line, $"asked again after 15 s: {text}", isKnownToServer: false);
                line.NotBefore = Now + RepeatAfter;
                break;
            case IbReaction.Resubscribe or IbReaction.RateExceeded:
                Resubscribe(line, $"asked again: {text}", isKnownToServer: false, GapCause.LinkLost);
                line.NotBefore = Now + TimeSpan.FromSeconds(1);
                break;
            default:
                Detach(line, isKnownToServer: false);
                if (reaction == IbReaction.TryDelayed || IsEntitlement(error.Code)) line.Set(LineState.NotEntitled, text, GapCause.NotEntitled);
                else line.Set(LineState.Refused, text, GapCause.LineRefused);
                IbLog.LineChanged(_parts.Log, line.Instrument.Id.Value, line.Kind, text);
                break;
        }

        Board.MarkChanged();
    }

    /// <summary>The user has no right to the data (ib-tws-protocol.md 5.4).</summary>
    private static bool IsEntitlement(int code) => code is 354 or 10089 or 10168 or 10186;

    internal static bool IsPacing(string text) => IbHistoryCauses.Of(text) == IbHistoryCause.Pacing;

    /// <summary><c>Market data farm connection is broken:usfarm</c>: the part behind the last colon.</summary>
    private static string FarmIn(string text) => text[(text.LastIndexOf(':') + 1)..].Trim();

    /// <summary>The last number of the text that can be a port.</summary>
    private static int? PortIn(string text)
    {
        foreach (var match in Digits().Matches(text).Reverse())
            if (int.TryParse(match.ValueSpan, out var port) && port is >= 1024 and <= 65_535) return port;
        return null;
    }

    [GeneratedRegex(@"\d{4,5}")]
    private static partial Regex Digits();
}

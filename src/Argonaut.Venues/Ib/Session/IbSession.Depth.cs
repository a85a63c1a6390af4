using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Order books: their lines are few, and a book that lost a row is of no use (ib-tws-protocol.md 4.3, 8.9).</summary>
internal sealed partial class IbSession
{
    private static readonly TimeSpan LongestBookPause = TimeSpan.FromMinutes(1);

    private void RequestDepth(IbLinePair pair, IbLine line)
    {
        if (!_budgets.Depth.HasRoom && !_budgets.Depth.TryProbe(Now))
        {
            AwaitRoom(line, $"waiting for a free depth line: all {_budgets.Depth.Limit} are in use");
            return;
        }

        if (!TryTakeLine(pair, line)) return;
        _budgets.Depth.Take();
        var contract = pair.Reference.Contract;
        var rows = new IbDepthBook(Options.MarketDepthRows, isSmart: contract.Exchange == "SMART");
        var stream = new IbStream(_parts.RequestIds.Take(), IbStreamMode.Depth, line, pair.Reference.PriceMagnifier) { Rows = rows };
        _parts.Decoder.Add(stream);
        line.Set(LineState.Requested, "order book requested");
        Post(IbLane.Subscribe, w => w.MarketDepth(stream.RequestId, contract, rows.Rows, rows.IsSmart));
        Board.MarkChanged();
    }

    /// <summary>Error 317: the book is empty, and the stream fills it again.</summary>
    private void ResetBook(IbStream stream)
    {
        _parts.Decoder.ResetBook(stream, _parts.Clock.Stamp);
        PassDeltas();
    }

    /// <summary>A message named a row that the book does not have: the book is asked for anew, more slowly each time in a row.</summary>
    private void RenewBrokenBook()
    {
        if (_parts.Decoder.BrokenBook is not { } stream) return;
        _parts.Decoder.BrokenBook = null;
        if (stream.Depth is not { } line) return;
        var times = Now - line.Broken.At > LongestBookPause ? 0 : line.Broken.Times;
        Resubscribe(line, "asked again: an update named a row that the book does not have", cause: GapCause.BookBroken);
        var pause = TimeSpan.FromSeconds(1 << Math.Min(times, 6));
        line.NotBefore = Now + (pause < LongestBookPause ? pause : LongestBookPause);
        line.Broken = (line.NotBefore, times + 1);
    }

    private void PassDeltas()
    {
        if (_parts.Decoder.Deltas is [.., var last] && last.TsInit > _parts.Clock.Stamp) _parts.Clock.Following();
        foreach (ref readonly var delta in _parts.Decoder.Deltas) Pass(delta);
    }
}

using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.SimulatedGateway.Tape;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Cuts bars and ticks out of a contract's history, never beyond the market's present.</summary>
internal sealed class HistoryReader(ITickHistory history, TradingCalendar calendar, MarketClock clock)
{
    /// <summary>A search over silence ends after this many seconds.</summary>
    private const int MaxSilence = 3 * (int)UnixSeconds.PerDay;

    /// <summary>Bars of <c>[start, end)</c> that are not empty, oldest first; the last one may be cut off at the end.</summary>
    public List<(string Date, TickBar Bar)> Bars(long start, long end, BarSize size, BarBasis basis, bool liquidOnly, int formatDate)
    {
        var bars = new List<(string, TickBar)>();
        start = Math.Max(start, history.FirstSecond);
        var open = size.OpenOf(start);
        if (open < start) open = size.CloseOf(open);
        while (open < end)
        {
            var close = size.CloseOf(open);
            var until = Math.Min(close, end);
            var bar = history.ReadBar(open, until, basis, liquidOnly);
            if (!bar.IsEmpty) bars.Add((size.DateText(open, until, formatDate), bar));
            open = close;
        }

        return bars;
    }

    /// <summary>At least <paramref name="count"/> ticks from a second on, with all ticks of the last second; fewer at the present.</summary>
    public List<MarketTick> Forward(long start, int count, TickFilter filter)
    {
        var found = new List<MarketTick>();
        var second = new List<MarketTick>();
        var now = clock.Now;
        var silence = 0;
        for (var s = Math.Max(start, history.FirstSecond); found.Count < count && silence < MaxSilence && s <= clock.NowSeconds; s++)
        {
            var before = found.Count;
            Read(s, second, filter);
            foreach (var tick in second)
                if (tick.TsEvent <= now) found.Add(tick);
            silence = found.Count > before ? 0 : silence + 1;
        }

        return filter.WithoutRepeats(found);
    }

    /// <summary>At least <paramref name="count"/> ticks before a second, oldest first, with all ticks of the first second.</summary>
    public List<MarketTick> Backward(long end, int count, TickFilter filter)
    {
        var seconds = new List<MarketTick[]>();
        var second = new List<MarketTick>();
        var now = clock.Now;
        var (found, silence) = (0, 0);
        for (var s = Math.Min(end, clock.NowSeconds + 1) - 1; found < count && silence < MaxSilence && s >= history.FirstSecond; s--)
        {
            Read(s, second, filter);
            second.RemoveAll(tick => tick.TsEvent > now);
            silence = second.Count > 0 ? 0 : silence + 1;
            if (second.Count == 0) continue;
            seconds.Add([.. second]);
            found += second.Count;
        }

        seconds.Reverse();
        return filter.WithoutRepeats([.. seconds.SelectMany(static s => s)]);
    }

    private void Read(long second, List<MarketTick> into, TickFilter filter)
    {
        into.Clear();
        if (filter.LiquidOnly && !calendar.IsOpen(second / 60, liquidOnly: true)) return;
        history.ReadSecond(second, into);
        into.RemoveAll(tick => tick.IsTrade != filter.Trades || (filter.ReportedOnly && tick.IsUnreported));
    }
}

/// <summary>Which ticks of a tape a request wants.</summary>
internal sealed record TickFilter(bool Trades, bool LiquidOnly = false, bool IgnoreSize = false, bool ReportedOnly = false)
{
    public List<MarketTick> WithoutRepeats(List<MarketTick> ticks)
    {
        if (!IgnoreSize || Trades) return ticks;
        var kept = new List<MarketTick>();
        foreach (var tick in ticks)
            if (kept.Count == 0 || kept[^1].A != tick.A || kept[^1].B != tick.B) kept.Add(tick);
        return kept;
    }
}

using System.Collections.Immutable;
using Argonaut.SimulatedGateway.Market;

namespace Argonaut.SimulatedGateway.Tape;

/// <summary>
/// A tape with what was done to it by hand: prices moved from a second on, and seconds in which trading was halted. Ticks and bars are moved
/// alike, so a bar recomputed from ticks still equals the bar delivered.
/// </summary>
internal sealed class MovedTape(ITickHistory tape) : ITickHistory
{
    /// <summary>Sorted; the distance counts from its second to the next.</summary>
    private ImmutableArray<(long From, long By)> _moves = [];

    private ImmutableArray<(long From, long To)> _halts = [];

    public long FirstSecond => tape.FirstSecond;

    /// <param name="by">Wire mantissas, in addition to what was moved before.</param>
    public void Move(long fromSecond, long by) => ImmutableInterlocked.Update(
        ref _moves, static (moves, one) => moves.Add((one.From, (moves.IsEmpty ? 0 : moves[^1].By) + one.By)), (From: fromSecond, By: by));

    public void Halt(long from, long to) => ImmutableInterlocked.Update(ref _halts, static (halts, one) => halts.Add(one), (from, to));

    /// <summary>Ends a halt early.</summary>
    public void Resume(long at) => ImmutableInterlocked.Update(
        ref _halts, static (halts, now) => [.. halts.Select(h => h.To > now ? (h.From, Math.Max(h.From, now)) : h)], at);

    public bool IsHalted(long second)
    {
        foreach (var (from, to) in _halts)
            if (second >= from && second < to) return true;
        return false;
    }

    public void ReadSecond(long second, List<MarketTick> into)
    {
        if (IsHalted(second)) return;
        var first = into.Count;
        tape.ReadSecond(second, into);
        var by = OffsetAt(second);
        if (by == 0) return;
        for (var i = first; i < into.Count; i++)
        {
            var tick = into[i];
            into[i] = tick.IsTrade ? tick with { A = tick.A + by } : tick with { A = tick.A + by, B = tick.B + by };
        }
    }

    public TickBar ReadBar(long from, long to, BarBasis basis, bool liquidOnly)
    {
        var borders = Borders(from, to);
        var bar = new TickBar();
        for (var i = 0; i + 1 < borders.Count; i++)
        {
            if (IsHalted(borders[i])) continue;
            var by = OffsetAt(borders[i]) * (basis == BarBasis.Midpoint ? 10 : 1);
            var part = tape.ReadBar(borders[i], borders[i + 1], basis, liquidOnly);
            bar.Append(by == 0 ? part : part.Moved(by, 1, perTick: basis == BarBasis.BidAsk));
        }

        return basis == BarBasis.BidAsk ? bar.WithMeans() : bar;
    }

    private long OffsetAt(long second)
    {
        var by = 0L;
        foreach (var move in _moves)
            if (move.From <= second) by = move.By;
        return by;
    }

    private List<long> Borders(long from, long to)
    {
        var borders = new SortedSet<long> { from, Math.Max(from, to) };
        foreach (var (second, _) in _moves) Add(second);
        foreach (var (start, end) in _halts)
        {
            Add(start);
            Add(end);
        }

        return [.. borders];

        void Add(long second)
        {
            if (second > from && second < to) borders.Add(second);
        }
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Sessions;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live.Gaps;

/// <summary>Backfill that a person asks for.</summary>
internal sealed class BackfillOrders(InstrumentTable table, IMarketStore store, ILineLedger ledger, IMarketFeed feed, GapFiller filler, TimeProvider time)
{
    private const int MostGaps = 10_000;

    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="IBackfill.PlanAsync"/>
    public async Task<(int Gaps, TimeSpan Time)> PlanAsync(BackfillOrder order, CancellationToken ct)
    {
        var gaps = await FindAsync(order, ct);
        return (gaps.Count, TimeSpan.FromMicroseconds(gaps.Sum(g => g.To - g.From) / UnixNanos.PerMicrosecond));
    }

    /// <inheritdoc cref="IBackfill.RunAsync"/>
    public async Task<BackfillResult> RunAsync(BackfillOrder order, IProgress<BackfillProgress> progress, CancellationToken ct)
    {
        var gaps = await FindAsync(order, ct);
        var total = Math.Max(1, gaps.Sum(g => (double)(g.To - g.From)));
        var (done, ticks, filled, unfillable) = (0.0, 0L, 0, 0);
        List<string> problems = [];
        foreach (var found in gaps)
        {
            var gap = found.Id == 0 ? await ledger.AddAsync(found, ct) : found;
            var before = gap.Ticks;
            var ended = await FillAsync(gap, g => progress.Report(new BackfillProgress(
                Math.Min(1, (done + Math.Max(0, Math.Min(g.To.Value, g.FilledTo.Value) - g.From.Value)) / total), ticks + g.Ticks - before)), ct);
            done += found.To - found.From;
            ticks += ended.Ticks - before;
            if (ended.State == GapState.Filled) filled++;
            else
            {
                if (ended.State == GapState.Unfillable) unfillable++;
                problems.Add($"{ended.From.ToIso()} to {ended.To.ToIso()}: {ended.Explanation}");
            }

            progress.Report(new BackfillProgress(Math.Min(1, done / total), ticks));
        }

        return new BackfillResult(gaps.Count, filled, unfillable, ticks, [.. problems]);
    }

    /// <inheritdoc cref="IBackfill.ExplainAsync"/>
    public async Task<Gap?> ExplainAsync(long gapId, string explanation, CancellationToken ct)
    {
        if (await ledger.FindAsync(gapId, ct) is not { } gap) return null;
        if (gap.State == GapState.Filling) return gap;
        var explained = gap with { State = GapState.Explained, Explanation = explanation };
        return await ledger.UpdateAsync(explained, ct) ? explained : null;
    }

    /// <summary>Whoever fills it already is waited for, and what is left is tried again.</summary>
    private async Task<Gap> FillAsync(Gap gap, Action<Gap> onProgress, CancellationToken ct)
    {
        while (true)
        {
            if (await filler.FillAsync(gap, onProgress, ct) is { } ended) return ended;
            await Task.Delay(BusyDelay, time, ct);
            if (await ledger.FindAsync(gap.Id, ct) is not { } now) return gap;
            if (now.State is GapState.Filled or GapState.Explained) return now;
            gap = now;
        }
    }

    /// <summary>Gaps of the ledger, and open hours before the first recorded tick, which have no id yet.</summary>
    private async Task<List<Gap>> FindAsync(BackfillOrder order, CancellationToken ct)
    {
        if (table.StateOf(order.Instrument) is not { } state) throw new KeyNotFoundException($"No instrument has the key {order.Instrument}.");
        var calendar = SessionCalendar.Of(state.Instrument);
        var now = HybridClock.Now(time);
        List<Gap> found = [];
        foreach (var kind in order.Kinds)
        {
            var known = (await store.ReadGapsAsync(order.Instrument, order.From, order.To, MostGaps, ct)).Where(g => g.Kind == kind && g.Instrument is not null).ToList();
            found.AddRange(known.Where(g => g.State is GapState.Open or GapState.Unfillable or GapState.Filling));
            var first = await store.ReadTicksAsync(new TickQuery(kind, order.Instrument, UnixNanos.Zero, order.To, 1), ct);
            var until = first.IsEmpty ? order.To < now ? order.To : now : first[0].TsEvent;
            foreach (var (from, to) in InstrumentLines.OpenParts(calendar, order.From, until))
                found.AddRange(Uncovered(from, to, known).Select(part => new Gap(
                    0, 0, order.Instrument, kind, part.From, part.To, null, null, GapCauses.TextOf(GapCause.NotRecorded), feed.Source, GapState.Open, null)));
        }

        return [.. found.OrderBy(g => g.From).ThenBy(g => g.Kind)];
    }

    private static IEnumerable<(UnixNanos From, UnixNanos To)> Uncovered(UnixNanos from, UnixNanos to, List<Gap> known)
    {
        foreach (var gap in known.OrderBy(g => g.From))
        {
            if (gap.To <= from || gap.From >= to) continue;
            if (gap.From > from) yield return (from, gap.From);
            from = gap.To > from ? gap.To : from;
        }

        if (from < to) yield return (from, to);
    }
}

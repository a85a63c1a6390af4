using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Server.Http;
using Argonaut.Trading.Bars;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// The kept bars of an instrument as they were known at a past moment. A stored bar is as it was then when its interval was over and nothing
/// of it came later; others are made again from what was known: from ticks, or from shorter bars. One request.
/// </summary>
internal sealed class PastBars(IMarketStore store, Instrument of, UnixNanos moment) : IBarSource
{
    /// <summary>Ticks that one request reads.</summary>
    internal const int MostTicks = 1_000_000;

    private const int PageTicks = 10_000;
    private const int PageRows = 2_000;

    private int _ticks;

    /// <summary>What was read is not all: it would have taken too many ticks to make it again.</summary>
    public Problem? Cut => _ticks < MostTicks
        ? null
        : Problem.Of(ProblemKinds.ValidationFailed, $"To know these bars of {of.Id} as they were at {moment.ToIso()} more than {MostTicks} ticks would have to be read: so much of them came later. Ask for a shorter range.", PastTime.Name);

    public async Task<ImmutableArray<Bar>> ReadAsync(
        InstrumentKey instrument, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, CancellationToken ct)
    {
        var found = new List<Bar>();
        var newest = timeframe.OpenOf(moment);
        var end = to > newest ? timeframe.CloseOf(newest) : to;
        // The interval of the moment was open, and is not stored as it was.
        var isOpenAsked = newest >= from && newest < to;
        if (isOpenAsked && isDescending) found.AddRange(await AgainAsync(timeframe, newest, timeframe.CloseOf(newest), ct));
        var (first, last) = (from, end < newest ? end : newest);
        while (found.Count < limit && first < last)
        {
            var rows = await store.ReadBarsAsync(new BarQuery(instrument, timeframe, first, last, Math.Min(PageRows, limit), isDescending), ct);
            found.AddRange(await KnownAsync(timeframe, rows, ct));
            if (rows.Length < Math.Min(PageRows, limit)) break;
            if (isDescending) last = rows[^1].TsOpen;
            else first = rows[^1].TsOpen + 1;
        }

        if (isOpenAsked && !isDescending && found.Count < limit) found.AddRange(await AgainAsync(timeframe, newest, timeframe.CloseOf(newest), ct));
        return [.. found.Take(limit)];
    }

    public async Task<ImmutableArray<Bar>> ReadStoredAsync(BarQuery query, CancellationToken ct)
    {
        var newest = query.Timeframe.OpenOf(moment);
        return await ReadAsync(query.Instrument, query.Timeframe, query.From, query.To < newest ? query.To : newest, query.Limit, query.Descending, ct);
    }

    /// <summary>The day of the moment and the one before it; null where the day had no bar, or too much of it came later.</summary>
    public async Task<(Bar Today, Bar? Previous)?> ReadDayAsync(ExchangeDays? days, CancellationToken ct)
    {
        var name = days?.NameOf(Timeframe.Day1, moment) ?? Timeframe.Day1.OpenOf(moment);
        var last = days is null
            ? await ReadAsync(of.Key, Timeframe.Day1, UnixNanos.Zero, UnixNanos.MaxValue, 2, isDescending: true, ct)
            : [.. (await new ExchangeBarReader(this).ReadAsync(of, days, Timeframe.Day1, UnixNanos.Zero, UnixNanos.MaxValue, 2, isDescending: true, moment, ct)).Bars.Select(b => b.Bar)];
        return Cut is not null || last.IsEmpty || last[0].TsOpen != name ? null : (last[0], last.Length > 1 ? last[1] : null);
    }

    /// <summary>What was known of these rows, in their order.</summary>
    private async Task<IEnumerable<Bar>> KnownAsync(Timeframe timeframe, ImmutableArray<Bar> rows, CancellationToken ct)
    {
        if (rows.IsEmpty) return [];
        var (from, to) = (rows.Min(r => r.TsOpen), timeframe.CloseOf(rows.Max(r => r.TsOpen)));
        var arrivals = await store.ReadArrivalsAsync(of.Key, from, to, ct);
        var later = arrivals.Where(a => !a.IsOfBars && a.At > moment).ToArray();
        var history = arrivals.Where(a => a.IsOfBars && (a.Timeframe is null || a.Timeframe == timeframe)).ToArray();
        var known = new List<Bar>(rows.Length);
        for (var i = 0; i < rows.Length;)
        {
            if (WasSo(rows[i]))
            {
                known.Add(rows[i++]);
                continue;
            }

            // Neighbours are made in one go.
            var begin = i;
            while (i < rows.Length && !WasSo(rows[i])) i++;
            var run = rows[begin..i];
            var opens = run.Select(r => r.TsOpen).ToHashSet();
            var again = (await AgainAsync(timeframe, opens.Min(), timeframe.CloseOf(opens.Max()), ct)).Where(b => opens.Contains(b.TsOpen));
            known.AddRange(run[0].TsOpen > run[^1].TsOpen ? again.Reverse() : again);
        }

        return known;

        bool WasSo(Bar bar)
        {
            if (bar.TsEvent > moment || bar.CloseTsInit > moment || Array.Exists(later, a => a.First < bar.TsEvent && a.Last >= bar.TsOpen)) return false;
            if (bar.Source == BarSource.Ticks) return true;
            var came = history.Where(a => a.First <= bar.TsOpen && a.Last >= bar.TsOpen).ToArray();
            // What is told of this instrument counts more than what is told of all.
            var own = came.Where(a => a.Instrument is not null).ToArray();
            came = own.Length > 0 ? own : came;
            return came.Length > 0 && came.Min(a => a.At) <= moment;
        }
    }

    /// <summary>The bars of whole intervals, made of what was known of them.</summary>
    private async Task<ImmutableArray<Bar>> AgainAsync(Timeframe timeframe, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        if (timeframe.Index <= Timeframe.Minute1.Index) return await OfTicksAsync(timeframe, from, to, ct);
        var part = timeframe.Index > Timeframe.Hour1.Index ? Timeframe.Hour1 : Timeframe.Minute1;
        var parts = await ReadAsync(of.Key, part, from, to, int.MaxValue, isDescending: false, ct);
        return [.. parts.GroupBy(p => timeframe.OpenOf(p.TsOpen)).Select(g => ExchangeBars.Join(g.ToArray(), timeframe, g.Key, timeframe.CloseOf(g.Key) <= moment))];
    }

    private async Task<ImmutableArray<Bar>> OfTicksAsync(Timeframe timeframe, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        var bars = new TickBars(of.Key, of.BarPriceType, timeframe, from);
        TickCursor? after = null;
        while (_ticks < MostTicks)
        {
            var page = await store.ReadTicksAsync(new TickQuery(bars.TickKind, of.Key, from, to, PageTicks, false, after) { KnownAt = moment }, ct);
            foreach (var tick in page) bars.Add(tick);
            _ticks += page.Length;
            if (page.Length < PageTicks) break;
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }

        bars.Advance(moment, []);
        return [.. bars.Bars.Where(b => b.TsOpen <= moment)];
    }
}

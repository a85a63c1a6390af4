using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Export;

namespace Argonaut.Server.Endpoints;

/// <summary>Judges each day of an instrument from what is stored, its gaps, its trading hours and the exported files.</summary>
/// <param name="days">What is stored, of all instruments.</param>
/// <param name="gaps">Of the range and kind, of all instruments.</param>
/// <param name="firstDays">The day of each instrument's first record ever.</param>
internal sealed class DayCoverage(
    IMarketView market, MarketEventKind kind, Timeframe? timeframe, ILookup<InstrumentKey, StoredDay> days, ImmutableArray<Gap> gaps,
    IReadOnlyDictionary<InstrumentKey, UnixNanos> firstDays, ILookup<string, ExportRecord> files, UnixNanos now)
{
    /// <summary>Whoever begins this much after the opening has missed something; less is the time to the first tick.</summary>
    private const long LateStart = 5 * UnixNanos.PerMinute;

    public DayCoverageItem ItemOf(Instrument instrument, UnixNanos from, int count)
    {
        var calendar = SessionCalendar.Of(instrument);
        var stored = days[instrument.Key].ToDictionary(d => d.Day);
        var mine = gaps.Where(g => g.Instrument == instrument.Key || g.Instrument is null).ToList();
        var exported = FilesOf(instrument);
        return new DayCoverageItem
        {
            InstrumentId = instrument.Id.Value,
            Source = instrument.Source,
            Simulated = instrument.IsSimulated,
            HoursKnown = calendar.IsKnown,
            Days = [.. Enumerable.Range(0, count).Select(i => DayOf(instrument, calendar, from + i * UnixNanos.PerDay, stored, mine, exported))],
        };
    }

    private StoredDayItem DayOf(
        Instrument instrument, SessionCalendar calendar, UnixNanos day, Dictionary<UnixNanos, StoredDay> stored, List<Gap> gapsOf, List<ExportRecord> exported)
    {
        var end = day + UnixNanos.PerDay;
        var has = stored.TryGetValue(day, out var row);
        var touching = gapsOf.Where(g => g.From < end && g.To > day && g.State != GapState.Filled).ToList();
        var open = touching.Where(g => g.State != GapState.Explained).ToList();
        var closed = calendar.ClosedBetween(day, end);
        var openNanos = UnixNanos.PerDay - closed.Sum(c => c.To - c.From);
        return new StoredDayItem
        {
            Date = day.UtcDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            State = StateOf(instrument, day, end, has ? row : null, open.Count > 0, openNanos > 0, OpeningOf(day, closed)),
            First = has ? row.First.ToString() : null,
            Last = has ? row.Last.ToString() : null,
            Gaps = open.Count,
            MissingS = Math.Round(open.Sum(g => Math.Min(g.To.Value, end.Value) - Math.Max(g.From.Value, day.Value)) / (double)UnixNanos.PerSecond, 3),
            Explained = touching.Count - open.Count,
            OpenS = openNanos / (double)UnixNanos.PerSecond,
            Exported = exported.Any(f => f.FirstTsInit < end && f.LastTsInit >= day),
        };
    }

    private string StateOf(Instrument instrument, UnixNanos day, UnixNanos end, StoredDay? row, bool hasGap, bool isOpen, UnixNanos opening)
    {
        if (day > now) return "future";
        var began = firstDays.GetValueOrDefault(instrument.Key, UnixNanos.MaxValue);
        if (row is { } stored)
        {
            // Bars of the past come from history: only of ticks a late first one says that recording began then.
            var isLate = kind != MarketEventKind.Bar && began >= day && began < end && stored.First - opening > LateStart;
            return hasGap || isLate ? "partial" : end > now ? "running" : "complete";
        }

        if (!isOpen) return "closed";
        if (hasGap) return "empty";
        return day < began || !market.KindsOf(instrument.Key).Contains(kind == MarketEventKind.Bar ? MarketEventKind.Trade : kind) ? "not_recorded"
            : end > now ? "running" : "empty";
    }

    /// <summary>The first open instant of a day.</summary>
    private static UnixNanos OpeningOf(UnixNanos day, ImmutableArray<(UnixNanos From, UnixNanos To)> closed) =>
        closed is [var first, ..] && first.From == day ? first.To : day;

    private List<ExportRecord> FilesOf(Instrument instrument) =>
        [.. files[instrument.Id.Value].Where(f => kind == MarketEventKind.Bar
            ? timeframe is { } t && f.Identity.Kind == t.BarTypeOf(instrument.Id, instrument.BarPriceType)
            : ExportKinds.Of(kind).Any(k => ExportKinds.DataTypeOf(k) == f.Identity.Kind))];
}

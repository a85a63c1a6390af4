using System.Collections.Concurrent;
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
/// Bars of the exchange's days, weeks and months, made when they are asked for: from the bars that are kept of an hour, or of as little as it
/// takes where a day begins within one, and from the broker's daily bars where it has no shorter ones. Safe from any thread.
/// </summary>
internal sealed class ExchangeBarReader(IBarSource bars)
{
    /// <summary>The boundary of days of the exchange, and that of days of UTC, in the words of the API.</summary>
    public const string Session = "session";
    public const string Utc = "utc";

    /// <summary>Parts that one request reads; what it does not reach is behind the cursor.</summary>
    internal const int MostParts = 60_000;

    /// <summary>Parts that are read at once.</summary>
    private const int PageParts = 6_000;

    /// <summary>Days may be named up to so much before or after the UTC day of what is in them.</summary>
    private const long Around = 4 * UnixNanos.PerDay;

    private readonly ConcurrentDictionary<InstrumentKey, Known> _days = new();

    /// <summary>Null when nothing is known of the hours of the exchange: its days are those of UTC.</summary>
    public ExchangeDays? DaysOf(Instrument instrument)
    {
        if (_days.TryGetValue(instrument.Key, out var known) && known.Hours == instrument.TradingHours && known.Zone == instrument.TimeZone) return known.Days;
        var calendar = SessionCalendar.Of(instrument);
        var days = calendar.IsKnown ? new ExchangeDays(calendar) : null;
        _days[instrument.Key] = new Known(instrument.TradingHours, instrument.TimeZone, days);
        return days;
    }

    /// <summary>Why bars with such a boundary cannot be had; null where they can.</summary>
    public static Problem? Refuse(string? boundary, Timeframe timeframe, PriceType priceType, Instrument instrument)
    {
        if (boundary is null or Utc) return null;
        if (boundary != Session) return Problem.Of(ProblemKinds.InvalidParameter, "Expected a boundary of session and utc.", "boundary");
        if (!ExchangeDays.Rule(timeframe)) return Problem.Of(ProblemKinds.InvalidParameter, $"The boundary session is one of 1D, 1W and 1M; bars of {timeframe} begin on UTC boundaries.", "boundary");
        return priceType == instrument.BarPriceType
            ? null
            : Problem.Of(ProblemKinds.InvalidParameter, $"The boundary session is one of bars that are kept, {Words.Of(instrument.BarPriceType)} of {instrument.Id}; bars of other prices begin on UTC boundaries.", "boundary");
    }

    /// <summary>Those whose name is in a range. The one that is open is among them.</summary>
    public async Task<BuiltBars> ReadAsync(
        Instrument instrument, ExchangeDays days, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, UnixNanos now, CancellationToken ct)
    {
        var first = timeframe.OpenOf(from) is var open && open < from ? timeframe.CloseOf(open) : open;
        var newest = days.NameOf(timeframe, now);
        var end = to > newest ? timeframe.CloseOf(newest) : timeframe.OpenOf(to - 1) is var last && last < to ? timeframe.CloseOf(last) : to;
        if (from >= to || first >= end) return new BuiltBars([]);
        var made = ImmutableArray.CreateBuilder<FilledBar>();
        var at = isDescending ? end : first;
        var isBounded = false;
        for (var read = 0; made.Count < limit && (isDescending ? at > first : at < end);)
        {
            // The newest are mostly all there is to be read.
            if (!isBounded && (!isDescending || at < end))
            {
                var oldest = timeframe.OpenOf(await OldestAsync(instrument.Key, now, ct));
                if (first < oldest) first = oldest;
                isBounded = true;
                if (!isDescending) at = first;
                continue;
            }

            var (blockFrom, blockTo) = Block(days, timeframe, at, first, end, limit, isDescending);
            var (block, parts) = await BlockAsync(instrument, days, timeframe, blockFrom, blockTo, now, ct);
            if (isDescending) block.Reverse();
            made.AddRange(block.Select(bar => new FilledBar(bar, false)));
            at = isDescending ? blockFrom : blockTo;
            read += parts;
            if (read >= MostParts && made.Count < limit && (isDescending ? at > first : at < end)) return new BuiltBars(made.ToImmutable(), at);
        }

        return new BuiltBars([.. made.Take(limit)]);
    }

    /// <summary>As <see cref="ReadAsync"/>, with flat bars where an interval had nothing.</summary>
    public async Task<BuiltBars> ReadFilledAsync(
        Instrument instrument, ExchangeDays days, Timeframe timeframe, UnixNanos from, UnixNanos to, int limit, bool isDescending, UnixNanos now, CancellationToken ct)
    {
        var read = await ReadAsync(instrument, days, timeframe, from, to, limit, isDescending, now, ct);
        if (read.CutAt is { } cut) (from, to) = isDescending ? (cut, to) : (from, cut);
        var before = await ReadAsync(instrument, days, timeframe, UnixNanos.Zero, from, 1, isDescending: true, now, ct);
        return read with { Bars = BarReader.Fill([.. read.Bars.Select(b => b.Bar)], before.Bars.IsEmpty ? null : before.Bars[0].Bar, timeframe, from, to, limit, isDescending, now) };
    }

    /// <summary>What is known of one interval, but of its parts those only that open before a moment. Null where there is none.</summary>
    public async Task<Bar?> ReadPartAsync(Instrument instrument, ExchangeDays days, Timeframe timeframe, UnixNanos name, UnixNanos until, CancellationToken ct)
    {
        var (made, _) = await BlockAsync(instrument, days, timeframe, name, timeframe.CloseOf(name), until, ct, until);
        return made.Count == 0 ? null : made[0];
    }

    /// <summary>The length of the bars that the interval of a name is made of.</summary>
    public static Timeframe PartOf(ExchangeDays days, Timeframe timeframe, UnixNanos name) => days.PartOf(name.UtcDate, timeframe.CloseOf(name).UtcDate);

    /// <summary>So many intervals as are wanted, within what is read at once.</summary>
    private static (UnixNanos From, UnixNanos To) Block(ExchangeDays days, Timeframe timeframe, UnixNanos at, UnixNanos first, UnixNanos end, int limit, bool isDescending)
    {
        var part = days.PartOf(at.UtcDate, at.UtcDate);
        var step = (timeframe.CloseOf(at).Value - at.Value) / UnixNanos.PerDay;
        var most = Math.Min(PageParts * part.Nanos / UnixNanos.PerDay, (limit + 5L) * step);
        var (from, to) = (at, at);
        do
        {
            if (isDescending) from = timeframe.OpenOf(from - 1);
            else to = timeframe.CloseOf(to);
        }
        while ((to.Value - from.Value) / UnixNanos.PerDay < most && (isDescending ? from > first : to < end));
        return (from, to);
    }

    private async Task<(List<Bar> Bars, int Parts)> BlockAsync(
        Instrument instrument, ExchangeDays days, Timeframe timeframe, UnixNanos from, UnixNanos to, UnixNanos now, CancellationToken ct, UnixNanos? until = null)
    {
        var (first, last) = (from.UtcDate, to.UtcDate);
        var part = days.PartOf(first, last);
        var (begin, end) = (days.BeginOf(first), days.BeginOf(last));
        if (from < begin) begin = from;
        if (to > end) end = to;
        if (until is { } moment && moment < end) end = moment;
        var parts = await bars.ReadAsync(instrument.Key, part, begin, end, int.MaxValue, isDescending: false, ct);
        var whole = await bars.ReadStoredAsync(new BarQuery(instrument.Key, Timeframe.Day1, from, to, int.MaxValue), ct);
        var made = ExchangeBars.Days(days, first, last, parts, whole.ToDictionary(day => day.TsOpen), now);
        return ([.. ExchangeBars.Longer(made, timeframe, name => days.SpanOf(timeframe, name).To <= now)], parts.Length);
    }

    /// <summary>No bar has an earlier name.</summary>
    private async Task<UnixNanos> OldestAsync(InstrumentKey instrument, UnixNanos now, CancellationToken ct)
    {
        // The first day has none before it ends.
        foreach (var timeframe in new[] { Timeframe.Day1, Timeframe.Hour1 })
        {
            var first = await bars.ReadStoredAsync(new BarQuery(instrument, timeframe, UnixNanos.Zero, UnixNanos.MaxValue, 1), ct);
            if (!first.IsEmpty) return new UnixNanos(Math.Max(0, first[0].TsOpen.Value - Around));
        }

        return new UnixNanos(Math.Max(0, Timeframe.Day1.OpenOf(now).Value - Around));
    }

    private sealed record Known(string Hours, string Zone, ExchangeDays? Days);
}

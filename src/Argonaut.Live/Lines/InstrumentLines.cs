using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Trading.Lines;

namespace Argonaut.Live.Lines;

/// <summary>The lines of a recorded instrument and its market's hours. The ingestion loop's, but for <see cref="All"/>.</summary>
internal sealed class InstrumentLines
{
    private const long Week = 8 * UnixNanos.PerDay;

    private SessionCalendar _calendar;
    private string _hours;
    private UnixNanos _changesAt;
    private UnixNanos _turnsAt;
    private volatile LineWatch[] _all = [];

    public InstrumentLines(Instrument instrument)
    {
        Instrument = instrument;
        (_calendar, _hours) = (SessionCalendar.Of(instrument), instrument.TradingHours);
    }

    public Instrument Instrument { get; private set; }

    /// <summary>One for each kind that is recorded; replaced at every change.</summary>
    public ReadOnlySpan<LineWatch> All => _all;

    public bool IsOpen { get; private set; } = true;

    /// <summary>Begin of the session that is open.</summary>
    public UnixNanos OpenSince { get; private set; }

    /// <summary>Quarter-hour of the week; -1 before the first.</summary>
    public int Bucket { get; private set; } = -1;

    /// <summary>Null for a kind that is not recorded.</summary>
    public LineWatch? Of(MarketEventKind kind)
    {
        foreach (var line in _all)
            if (line.Kind == kind) return line;
        return null;
    }

    /// <summary>In place of the one of its kind.</summary>
    public void Set(LineWatch line) => _all = [.. _all.Where(l => l.Kind != line.Kind).Append(line).OrderBy(l => l.Kind)];

    public void Remove(MarketEventKind kind) => _all = [.. _all.Where(l => l.Kind != kind)];

    /// <summary>Takes over a refreshed definition.</summary>
    public void Renew(Instrument instrument)
    {
        if (ReferenceEquals(Instrument, instrument)) return;
        Instrument = instrument;
        if (instrument.TradingHours == _hours) return;
        (_calendar, _hours, _changesAt) = (SessionCalendar.Of(instrument), instrument.TradingHours, default);
    }

    /// <summary>Looks at the calendar when there may be something new in it.</summary>
    public void Look(UnixNanos now)
    {
        if (now < _changesAt && now >= OpenSince) return;
        IsOpen = _calendar.IsOpen(now);
        var closed = _calendar.ClosedBetween(new UnixNanos(Math.Max(0, now.Value - Week)), now);
        OpenSince = IsOpen && closed.Length > 0 ? closed[^1].To : default;
        var next = IsOpen ? _calendar.NextClose(now) : _calendar.NextOpen(now);
        _changesAt = next is { } at && at > now ? at : UnixNanos.MaxValue;
    }

    /// <summary>When hours or quarter-hour may change next.</summary>
    public UnixNanos DueAt => _changesAt < _turnsAt ? _changesAt : _turnsAt;

    /// <summary>True when a new quarter-hour began; <paramref name="ended"/> is the one before, -1 when it was not watched from its begin.</summary>
    public bool Turns(UnixNanos now, out int ended)
    {
        ended = -1;
        var start = _turnsAt - LineRates.BucketNanos;
        if (now < _turnsAt && now >= start) return false;
        if (now - _turnsAt < LineRates.BucketNanos && _turnsAt.Value > 0) ended = Bucket;
        Bucket = LineRates.BucketOf(TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), _calendar.Zone).DateTime);
        _turnsAt = new UnixNanos(now.Value - now.Value % LineRates.BucketNanos + LineRates.BucketNanos);
        return true;
    }

    public int BucketAt(UnixNanos at) => LineRates.BucketOf(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), _calendar.Zone).DateTime);

    /// <summary>The parts of a time in which the market was open.</summary>
    public IEnumerable<(UnixNanos From, UnixNanos To)> OpenParts(UnixNanos from, UnixNanos to) => OpenParts(_calendar, from, to);

    public static IEnumerable<(UnixNanos From, UnixNanos To)> OpenParts(SessionCalendar calendar, UnixNanos from, UnixNanos to)
    {
        foreach (var (closedFrom, closedTo) in calendar.ClosedBetween(from, to))
        {
            if (closedFrom > from) yield return (from, closedFrom);
            from = closedTo;
        }

        if (from < to) yield return (from, to);
    }
}

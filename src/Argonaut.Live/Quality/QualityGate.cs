using System.Collections.Immutable;
using System.Numerics;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.Ingestion;
using Argonaut.Ports;
using Argonaut.Trading.Quality;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Quality;

/// <summary>
/// The one place that every tick passes before it is numbered: it is accepted with its flags, or refused with a reason, and either is
/// counted. The ingestion loop's, except <see cref="Picture"/> and <see cref="Tally"/>.
/// </summary>
internal sealed class QualityGate(InstrumentTable table, LiveOptions options, TimeProvider time, ILogger log)
{
    /// <summary>A tick's stamp further from now is a recorded one: the tick was received now.</summary>
    private const long StampTolerance = UnixNanos.PerMinute;

    private readonly long _maxDifference = (long)options.MaxTimeDifference.TotalMicroseconds * UnixNanos.PerMicrosecond;
    private readonly ClockWatch _clock = new();
    private readonly HashSet<int> _unknown = [];
    private readonly long _origin = time.GetTimestamp();
    private UnixNanos _now = HybridClock.Now(time);
    private long _sourceAhead;
    private volatile State _state = new([], default);

    public QualityTally Tally { get; } = new(HybridClock.Now(time).Value);

    /// <summary>Safe from any thread.</summary>
    public QualityPicture Picture
    {
        get
        {
            var (counts, waiting, notKept) = Tally.Read();
            var state = _state;
            return new QualityPicture { Suspects = state.Suspects, Counts = counts, Waiting = waiting, NotKept = notKept, Clock = state.Clock };
        }
    }

    /// <summary>Told that what <see cref="Picture"/> says of suspects or clocks is new.</summary>
    public required Action OnChanged { get; init; }

    /// <summary>Judges a tick.</summary>
    /// <param name="tick">As the source gave it.</param>
    /// <param name="state">Null: of an instrument that is not known.</param>
    /// <param name="flags">What the stored tick carries beside its own flags.</param>
    /// <returns>None: accepted. Otherwise why not.</returns>
    public QualityRule Check(in MarketEvent tick, InstrumentState? state, out TickFlags flags)
    {
        flags = TickFlags.None;
        var at = Math.Abs(tick.TsInit - _now) < StampTolerance ? tick.TsInit : _now;
        if (state is null)
        {
            if (_unknown.Add(tick.Instrument.Value)) LiveLog.UnknownInstrument(log, tick.Instrument.Value);
            Tally.Add(QualityRule.UnknownInstrument, tick, at);
            return QualityRule.UnknownInstrument;
        }

        var quality = state.Quality;
        quality.Renew(state.Instrument);
        var context = new QualityContext(at, state.Bars?.Frontier ?? default, _sourceAhead, options.OutlierPercent);
        var rule = quality.Check(tick, context, _maxDifference, out var marks, out var hasChanged);
        if (rule != QualityRule.None)
        {
            Tally.Add(rule, tick, at);
            return rule;
        }

        if (marks != 0) flags = Count(tick, marks);
        if (hasChanged) ShowSuspects(state);
        return QualityRule.None;
    }

    /// <summary>
    /// Judges ticks of the source's history by their values alone: the past says nothing of order, spikes and clocks. Safe from any thread.
    /// </summary>
    /// <returns>The accepted ones in their order, with their flags.</returns>
    public List<MarketEvent> Accept(Instrument instrument, List<MarketEvent> past)
    {
        var rules = new InstrumentRules(instrument);
        var accepted = new List<MarketEvent>(past.Count);
        foreach (var tick in past)
        {
            var rule = rules.Check(tick, _maxDifference);
            if (rule != QualityRule.None) Tally.Add(rule, tick, HybridClock.Now(time));
            else if (rules.Mark(tick) is not 0 and var marks) accepted.Add(tick with { Flags = tick.Flags | Count(tick, marks) });
            else accepted.Add(tick);
        }

        return accepted;
    }

    /// <summary>A line has been silent for longer than its threshold.</summary>
    public void Stale(InstrumentKey instrument, MarketEventKind kind, string reason) => Tally.Note(QualityRule.Stale, instrument, kind, _now, reason);

    /// <summary>Looks at our own two clocks.</summary>
    public void LookAtClocks()
    {
        var before = time.GetElapsedTime(_origin);
        var now = HybridClock.Now(time);
        if (_clock.Look(now, before, time.GetElapsedTime(_origin)) is { } step
            && Tally.Note(QualityRule.ClockStep, default, default, now, $"Our wall clock moved by {step.TotalSeconds:+0.000;-0.000} s against monotonic time."))
            LiveLog.ClockStepped(log, step.TotalMilliseconds);
    }

    /// <summary>When <see cref="Pass"/> will do something, by what is known now; the end of time when it will not.</summary>
    public UnixNanos DueAt
    {
        get
        {
            var due = UnixNanos.MaxValue;
            foreach (var state in table.States)
                if (state is not null && state.Quality.DueAt < due) due = state.Quality.DueAt;
            return due;
        }
    }

    /// <summary>Lets time pass, in the order of stamps: crosses that last, and the source's clock.</summary>
    /// <param name="now">All that is stamped earlier has been checked.</param>
    /// <param name="offset">The source's clock minus ours at its last answer.</param>
    public void Pass(UnixNanos now, TimeSpan? offset)
    {
        _now = now;
        var hasChanged = _clock.Compare(offset, _now);
        _sourceAhead = offset is { } ahead && ahead > TimeSpan.Zero ? (long)ahead.TotalMicroseconds * UnixNanos.PerMicrosecond : 0;
        if (hasChanged && offset is { } by) NoteSkew(by);
        if (_state.Clock != Clock) _state = _state with { Clock = Clock };
        if (hasChanged) OnChanged();
        foreach (var state in table.States)
            if (state is not null && state.Quality.Pass(_now)) ShowSuspects(state);
    }

    private ClockPicture Clock => new(_clock.Offset, _clock.SkewedSince, _clock.LastStep.By, _clock.LastStep.At);

    /// <summary>Counts each rule and gives the flags of all.</summary>
    private TickFlags Count(in MarketEvent tick, uint marks)
    {
        var flags = QualityRules.FlagsOf(marks);
        for (var rest = marks; rest != 0; rest &= rest - 1)
            Tally.Add((QualityRule)BitOperations.TrailingZeroCount(rest), tick with { Flags = tick.Flags | flags }, tick.TsInit);
        return flags;
    }

    private void NoteSkew(TimeSpan by)
    {
        var isSkewed = _clock.SkewedSince is not null;
        if (isSkewed) Tally.Note(QualityRule.SourceClock, default, default, _now, $"The source's clock is {by.TotalSeconds:+0.0;-0.0} s from ours.");
        if (isSkewed) LiveLog.SourceClockSkewed(log, by.TotalSeconds);
        else LiveLog.SourceClockRight(log, by.TotalSeconds);
    }

    private void ShowSuspects(InstrumentState changed)
    {
        var key = changed.Instrument.Key;
        if (changed.Quality.SuspectSince is { } since)
        {
            Tally.Note(QualityRule.Suspect, key, MarketEventKind.Quote, _now, $"The quotes have been crossed since {since.ToIso()}.");
            LiveLog.InstrumentSuspect(log, changed.Instrument.Id.Value, since);
        }
        else LiveLog.InstrumentTrusted(log, changed.Instrument.Id.Value);

        var all = ImmutableArray.CreateBuilder<SuspectInstrument>();
        foreach (var state in table.States)
            if (state?.Quality.SuspectSince is { } at) all.Add(new SuspectInstrument(state.Instrument.Key, at));
        _state = _state with { Suspects = all.ToImmutable() };
        OnChanged();
    }

    /// <summary>So that other threads see all of a picture or none.</summary>
    private sealed record State(ImmutableArray<SuspectInstrument> Suspects, ClockPicture Clock);
}

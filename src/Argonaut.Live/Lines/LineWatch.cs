using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live.Lines;

/// <summary>One watched line: its machine, its rates and what others may read of it. The ingestion loop's, but for <see cref="View"/>.</summary>
internal sealed class LineWatch(InstrumentKey instrument, MarketEventKind kind, LineMachine machine, LineRates rates)
{
    private LinePulse _pulse;
    private volatile LineView? _view;
    private long _lastTick;

    public InstrumentKey Instrument { get; } = instrument;

    public MarketEventKind Kind { get; } = kind;

    public LineMachine Machine { get; } = machine;

    public LineRates Rates { get; } = rates;

    /// <summary>What the feed said before does not concern it.</summary>
    public required UnixNanos WatchedSince { get; init; }

    public TimeSpan Threshold { get; set; } = LineRates.Unlearnt;

    public bool IsThresholdLearnt { get; set; }

    /// <summary>The source lists it, or has delivered it: without either there is nothing to miss.</summary>
    public bool IsExpected { get; set; }

    /// <summary>Number of the feed's word that spoke of it last.</summary>
    public int Word { get; set; }

    /// <summary>As of the last change; the last tick as of now. Null before the first.</summary>
    public LineView? View => _view is { } view ? view with { LastTick = new UnixNanos(Volatile.Read(ref _lastTick)) } : null;

    /// <summary>A tick was received. True when <see cref="Machine"/> has to look at it.</summary>
    public bool Tick(UnixNanos at)
    {
        Volatile.Write(ref _lastTick, at.Value);
        if (!Machine.IsProven)
        {
            _pulse.Skip();
            _pulse.Beat(at.Value);
            return true;
        }

        _pulse.Beat(at.Value);
        Machine.TickProven(at);
        return false;
    }

    /// <summary>Begins a new quarter-hour, and learns from the one that ended when the line was well in all of it.</summary>
    public bool Turn(int endedBucket, UnixNanos now, out LineRate rate)
    {
        var (ticks, longest) = (_pulse.Ticks, _pulse.LongestNanos);
        var observed = _pulse.Restart(now.Value);
        rate = default;
        return endedBucket >= 0 && Machine.IsProven && observed <= LineRates.BucketNanos * 2
            && Rates.Learn(endedBucket, ticks, observed, longest, out rate);
    }

    public void Show() => _view = new LineView
    {
        Instrument = Instrument,
        Kind = Kind,
        State = Machine.State,
        Since = Machine.Since,
        Reason = Machine.Reason,
        Threshold = Threshold,
        IsThresholdLearnt = IsThresholdLearnt,
        LastTick = Machine.LastTick,
        Asked = Machine.Asked,
        UnprovenSince = Machine.HoleSince,
        Cause = Machine.HoleCause,
    };
}

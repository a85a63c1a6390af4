using Argonaut.Domain;

namespace Argonaut.Trading.Lines;

/// <summary>
/// The state of one line, and the times for which nothing proves that its data is complete. Proof is a tick: up to it, from the tick
/// before, when nothing went wrong between and the silence was shorter than the threshold. A time without proof has one cause at any
/// moment; when the cause changes, a hole ends and the next begins, so holes never overlap. One caller at a time; times do not go back.
/// </summary>
public sealed class LineMachine
{
    /// <summary>A line that was asked for and stays silent in an open market is asked for again after this, then half as often each time.</summary>
    public static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(30);

    /// <summary>The longest time between two requests of a silent line.</summary>
    public static readonly TimeSpan MaxRequestPatience = TimeSpan.FromMinutes(8);

    private const long NanosPerTick = UnixNanos.PerMicrosecond / TimeSpan.TicksPerMicrosecond;

    private LineFact _fact;
    private UnixNanos _proof;
    private UnixNanos _holeFrom;
    private GapCause _hole;
    private bool _isSuspect;
    private bool _isOpen = true;
    private UnixNanos _closedAt;
    private UnixNanos _missedAt;
    private UnixNanos _standsSince;
    private UnixNanos _askAt;
    private TimeSpan _patience = RequestPatience;

    /// <param name="proof">Data is complete up to here: the last stored tick, or the moment at which recording was switched on.</param>
    /// <param name="now">When the line begins to be watched.</param>
    /// <param name="missing">Why there may be no data since <paramref name="proof"/>; none when recording begins anew.</param>
    public LineMachine(UnixNanos proof, UnixNanos now, GapCause missing)
    {
        _proof = proof;
        _fact = new LineFact(LineState.Interrupted, GapCause.None, "not requested yet");
        (State, Since, Reason) = (LineState.Interrupted, now, _fact.Detail);
        if (missing == GapCause.None) return;
        (_hole, _holeFrom, _missedAt) = (missing, proof, now);
    }

    public LineState State { get; private set; }

    /// <summary>When <see cref="State"/> began.</summary>
    public UnixNanos Since { get; private set; }

    /// <summary>One plain sentence.</summary>
    public string Reason { get; private set; }

    /// <summary>Of this process; 0 before the first.</summary>
    public UnixNanos LastTick { get; private set; }

    /// <summary>How often it was to be asked for again.</summary>
    public int Asked { get; private set; }

    /// <summary>Since when there is no proof of data; null while there is.</summary>
    public UnixNanos? HoleSince => _hole == GapCause.None ? null : _holeFrom;

    /// <summary>Why there is no proof.</summary>
    public GapCause HoleCause => _hole;

    /// <summary>True when a tick proves the time since the one before: nothing else has to be looked at.</summary>
    public bool IsProven => State == LineState.Flowing && _hole == GapCause.None;

    /// <summary>A tick of a line for which <see cref="IsProven"/> holds.</summary>
    public void TickProven(UnixNanos at)
    {
        if (at > _proof) _proof = at;
        LastTick = at;
    }

    /// <summary>Any tick.</summary>
    /// <param name="at">When it was received.</param>
    /// <param name="holes">Receives the hole that it ends.</param>
    /// <returns>True when the state changed.</returns>
    public bool Tick(UnixNanos at, List<LineHole> holes)
    {
        LastTick = at;
        if (_fact.State is LineState.Delayed or LineState.Frozen) return false;   // not the live data that is missing
        if (_hole != GapCause.None)
        {
            // It goes on while the source says that a link or farm is away: this line does not depend on it.
            if (!_isSuspect) Emit(at, holes);
            _hole = GapCause.None;
        }

        if (at > _proof) _proof = at;
        _isSuspect = false;
        _patience = RequestPatience;
        if (State is LineState.Flowing or LineState.Halted) return false;
        Enter(LineState.Flowing, at, _fact.State is LineState.Requested or LineState.Flowing ? _fact.Detail : "ticks arrive");
        return true;
    }

    /// <summary>Takes what the source says now.</summary>
    /// <returns>True when the state or its reason changed.</returns>
    public bool Apply(in LineFact fact, UnixNanos now, List<LineHole> holes)
    {
        var before = _fact;
        if (before == fact) return false;
        _fact = fact;
        switch (fact.State)
        {
            case LineState.Requested or LineState.Flowing:
                return Stand(before, now, holes);
            case LineState.Halted:
                Enter(LineState.Halted, now, fact.Detail);
                return true;
            default:
                Miss(fact.Cause, now, holes);
                Enter(fact.State, now, fact.Detail);
                return true;
        }
    }

    /// <summary>The time passed by another measure than the clock that ran: whatever was sent meanwhile may be lost.</summary>
    public void Slept(UnixNanos now, string reason, List<LineHole> holes)
    {
        if (_hole != GapCause.None && _isOpen) return;   // lost already, for a reason of its own
        if (_hole == GapCause.None) Miss(GapCause.MachineSleep, now, holes);
        else (_hole, _missedAt) = (GapCause.MachineSleep, now);   // of closed hours until now, and perhaps not closed any more
        (_isSuspect, _standsSince) = (false, now);
        if (State is not LineState.Flowing) return;
        Enter(LineState.Requested, now, reason);
        AskLater(now);
    }

    /// <summary>The clock was set back: silence counts from now.</summary>
    public void Rewound(UnixNanos now)
    {
        if (_proof > now) _proof = now;
        if (_closedAt > now) _closedAt = now;
        if (_askAt > now) AskLater(now);
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="now">At least a few times in each threshold.</param>
    /// <param name="isOpen">The market trades now.</param>
    /// <param name="openSince">Begin of the session that is open.</param>
    /// <param name="threshold">How long this line may be silent at this time of the week.</param>
    /// <param name="holes">Receives the hole of a session that ended.</param>
    public LineWish Advance(UnixNanos now, bool isOpen, UnixNanos openSince, TimeSpan threshold, List<LineHole> holes)
    {
        if (!isOpen) return Close(now, holes);
        var wish = LineWish.None;
        if (!_isOpen)
        {
            _isOpen = true;
            if (State == LineState.MarketClosed) Enter(StandingState, now, "the market is open; waiting for the first tick");
            AskLater(now);
            Open(now, openSince);
            wish = LineWish.Changed;
        }

        if (State == LineState.Halted || _fact.State == LineState.Halted)
        {
            if (_hole == GapCause.None) _proof = now;
            return wish;
        }

        if (_fact.State is not (LineState.Requested or LineState.Flowing)) return wish;
        var silence = now - (_proof < openSince ? openSince : _proof);
        if (_hole == GapCause.None && silence > Nanos(threshold))
        {
            Miss(GapCause.SilentLine, now, holes);
            Enter(LineState.Silent, now, $"no tick for {Seconds(silence)}, expected within {Seconds(Nanos(threshold))}; asked again");
            AskLater(now);
            Asked++;
            return LineWish.Resubscribe;
        }

        if (_hole == GapCause.None || now < _askAt) return wish;
        _patience = _patience * 2 < MaxRequestPatience ? _patience * 2 : MaxRequestPatience;
        AskLater(now);
        Asked++;
        if (State != LineState.Silent) Enter(LineState.Silent, now, "no tick since it was asked for; asked again");
        return LineWish.Resubscribe;
    }

    /// <summary>The earliest time at which <see cref="Advance"/> may do something, when it is told nothing else before; 0: each time.</summary>
    public UnixNanos DueAt(bool isOpen, UnixNanos openSince, TimeSpan threshold)
    {
        if (isOpen != _isOpen || State == LineState.Halted || _fact.State == LineState.Halted) return UnixNanos.Zero;
        if (_fact.State is not (LineState.Requested or LineState.Flowing)) return UnixNanos.MaxValue;
        if (!isOpen)
        {
            return State switch
            {
                LineState.MarketClosed => UnixNanos.MaxValue,
                LineState.Flowing => LastTick + Nanos(RequestPatience),
                _ => UnixNanos.Zero,
            };
        }

        return _hole == GapCause.None ? (_proof < openSince ? openSince : _proof) + Nanos(threshold) + 1 : _askAt;
    }

    /// <summary>Ends the watch: recording was switched off, or a day is over and a hole is to be seen before it ends.</summary>
    public void Flush(UnixNanos now, List<LineHole> holes)
    {
        if (_hole == GapCause.None) return;
        Emit(now, holes);
        _holeFrom = now;
    }

    private LineState StandingState => _fact.State is LineState.Flowing ? LineState.Requested : _fact.State;

    /// <summary>The request stands. Whether data flows is for a tick to show.</summary>
    private bool Stand(in LineFact before, UnixNanos now, List<LineHole> holes)
    {
        if ((before.State is LineState.Requested or LineState.Flowing) && _fact.State == LineState.Requested && _fact.Cause != GapCause.None)
        {
            // The source itself asked again: what it would have sent between the two requests is lost.
            Miss(_fact.Cause, now, holes);
            _isSuspect = false;
            Enter(LineState.Requested, now, _fact.Detail);
            AskLater(now);
            return true;
        }

        if (before.State is LineState.Requested or LineState.Flowing || (State == LineState.Flowing && _hole == GapCause.None))
        {
            // Another word about the same request, or about a tick that has been seen here already.
            if (State is not (LineState.Flowing or LineState.Requested) || Reason == _fact.Detail) return false;
            Reason = _fact.Detail;
            return true;
        }

        (_isSuspect, _standsSince) = (false, now);
        if (before.State == LineState.Halted && _hole == GapCause.None) Enter(LineState.Flowing, now, _fact.Detail);
        else Enter(LineState.Requested, now, _fact.Detail);
        AskLater(now);
        return true;
    }

    /// <summary>
    /// What was lost before the close goes on at the open, unless the line was asked for anew meanwhile: then silence will tell. One that was
    /// dead at the close is asked for at once.
    /// </summary>
    private void Open(UnixNanos now, UnixNanos openSince)
    {
        if (_hole == GapCause.None) return;
        if (_fact.State is LineState.Requested or LineState.Flowing && _standsSince >= _missedAt && _standsSince <= openSince)
        {
            (_hole, _proof) = (GapCause.None, _holeFrom > openSince ? _holeFrom : openSince);
            return;
        }

        if (_holeFrom < openSince) _holeFrom = openSince;
        _patience = RequestPatience;
        if (_hole == GapCause.SilentLine) _askAt = now;
    }

    /// <summary>The time between the last tick and the close stays open: the first tick of the next session proves it.</summary>
    private LineWish Close(UnixNanos now, List<LineHole> holes)
    {
        var wish = LineWish.None;
        if (_isOpen)
        {
            (_isOpen, _closedAt) = (false, now);
            Flush(now, holes);
            wish = LineWish.Changed;
        }

        if (_hole == GapCause.None && _fact.State == LineState.Halted) _proof = now;

        // A tick outside of the hours proves itself; the silence after it is the market's.
        if (_fact.State is not (LineState.Requested or LineState.Flowing or LineState.Halted) || State == LineState.MarketClosed) return wish;
        if (State == LineState.Flowing && wish == LineWish.None && now - LastTick < Nanos(RequestPatience)) return wish;
        Enter(LineState.MarketClosed, now, "the market is closed");
        return LineWish.Changed;
    }

    private void Miss(GapCause cause, UnixNanos now, List<LineHole> holes)
    {
        if (_hole == GapCause.None)
        {
            (_hole, _holeFrom, _missedAt) = (cause == GapCause.None ? GapCause.LinkLost : cause, _proof, now);
            if (_hole != GapCause.SilentLine && _proof < _closedAt) LeaveTail(holes);
            _isSuspect = cause is GapCause.LinkLost or GapCause.FarmBroken or GapCause.DailyRestart && State is LineState.Flowing or LineState.Halted;
            return;
        }

        if (cause == GapCause.None || cause == _hole) return;
        Emit(now, holes);
        (_hole, _holeFrom, _missedAt, _isSuspect) = (cause, now, now, false);
    }

    /// <summary>
    /// No tick of a later session will prove any more that the last one was complete to its end. What went wrong did so after the close, so
    /// the line's own silence is the cause; less than a second is what every close leaves.
    /// </summary>
    private void LeaveTail(List<LineHole> holes)
    {
        if (_closedAt - _proof >= UnixNanos.PerSecond) holes.Add(new LineHole(_proof, _closedAt, GapCause.SilentLine));
        _holeFrom = _closedAt;
    }

    private void Emit(UnixNanos to, List<LineHole> holes)
    {
        if (to > _holeFrom) holes.Add(new LineHole(_holeFrom, to, _hole));
    }

    private void Enter(LineState state, UnixNanos now, string reason)
    {
        if (State != state) Since = now;
        (State, Reason) = (state, reason);
    }

    private void AskLater(UnixNanos now) => _askAt = now + Nanos(_patience);

    private static long Nanos(TimeSpan span) => span.Ticks * NanosPerTick;

    private static string Seconds(long nanos) => nanos < 120 * UnixNanos.PerSecond
        ? $"{nanos / UnixNanos.PerSecond} s"
        : $"{nanos / (60 * UnixNanos.PerSecond)} min";
}

/// <summary>What a line wants after time has passed.</summary>
public enum LineWish
{
    None,

    /// <summary>Its state changed.</summary>
    Changed,

    /// <summary>Its state may have changed, and the source should be asked for it again.</summary>
    Resubscribe,
}

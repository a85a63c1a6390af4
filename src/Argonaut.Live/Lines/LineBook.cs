using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live.Ingestion;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Lines;

/// <param name="At">Data is complete up to here.</param>
/// <param name="Missing">Why there may be none since; none when recording begins anew.</param>
internal readonly record struct LineProof(UnixNanos At, GapCause Missing);

/// <summary>
/// All watched lines: brings what the feed says, ticks, time and the markets' hours together, and says what is missing and what should be
/// asked for again. Time is that of the stamps, in their order: what it says depends on them alone, not on when the loop came to it. The
/// ingestion loop's.
/// </summary>
internal sealed class LineBook(InstrumentTable table, LineInbox inbox, LiveOptions options, TimeProvider time, ILogger log)
{
    /// <summary>The wall clock and the monotonic clock may differ by this much between two looks.</summary>
    private const long ClockTolerance = 5 * UnixNanos.PerSecond;

    /// <summary>A tick's stamp further from now is not of our clock as it goes now (see <see cref="IsOurStamp"/>).</summary>
    private const long StampTolerance = UnixNanos.PerMinute;

    private readonly List<LineHole> _holes = [];
    private readonly Dictionary<(InstrumentKey, MarketEventKind), List<LineRate>> _stored = [];
    private long _lookedAt = time.GetTimestamp();
    private UnixNanos _lookedWall = HybridClock.Now(time);
    private UnixNanos _now = HybridClock.Now(time);
    private long _day;
    private bool _wasReady;
    private int _word;

    /// <summary>The source's clock minus ours, by the last word that was taken in.</summary>
    public TimeSpan? ClockOffset { get; private set; }

    /// <summary>Told of a time without proof of data, in one session; on the loop, before the tick that ends it is used.</summary>
    public required Action<InstrumentState, MarketEventKind, UnixNanos, UnixNanos, GapCause> OnMissing { get; init; }

    /// <summary>Told of a line that should be asked for again, and why.</summary>
    public required Action<InstrumentKey, MarketEventKind, string> OnSilent { get; init; }

    /// <summary>Told of what was learnt.</summary>
    public required Action<StoredRate> OnLearnt { get; init; }

    /// <summary>Told that what <see cref="LineWatch.View"/> gives is new.</summary>
    public required Action OnChanged { get; init; }

    /// <summary>Rates of earlier runs, before the lines are attached.</summary>
    public void Restore(IEnumerable<StoredRate> rates)
    {
        _stored.Clear();
        foreach (var (instrument, kind, rate) in rates)
        {
            if (!_stored.TryGetValue((instrument, kind), out var list)) _stored[(instrument, kind)] = list = [];
            list.Add(rate);
        }
    }

    /// <summary>Begins to watch a line of an instrument. On the loop, or before it runs.</summary>
    public void Attach(InstrumentState state, UnixNanos now, MarketEventKind kind, LineProof proof)
    {
        _now = now;
        var lines = state.Lines ??= new InstrumentLines(state.Instrument);
        lines.Set(Watch(state, kind, proof));
        lines.Look(_now);
        OnChanged();
    }

    /// <summary>Recording of these kinds was switched off.</summary>
    public void Detach(InstrumentState state, KindSet kinds)
    {
        if (state.Lines is not { } lines) return;
        foreach (var line in lines.All)
        {
            if (!kinds.Contains(line.Kind)) continue;
            line.Machine.Flush(_now, _holes);
            Tell(state, line);
            lines.Remove(line.Kind);
        }

        if (lines.All.IsEmpty) state.Lines = null;
        OnChanged();
    }

    /// <summary>Before a tick is used.</summary>
    /// <param name="received">Its <c>ts_init</c>.</param>
    public void Tick(InstrumentState state, MarketEventKind kind, UnixNanos received)
    {
        if (state.Lines is not { } lines) return;
        var at = IsOurStamp(received) ? received : _now;
        if (at.Value >= inbox.NextAt) TakeWords(at);
        if (lines.Of(kind) is not { } line || !line.Tick(at)) return;
        line.IsExpected = true;
        var hasChanged = line.Machine.Tick(at, _holes);
        Tell(state, line);
        if (hasChanged) Show(line);
    }

    /// <summary>
    /// A tick may have waited for the store for as long as it took, and is used before what the feed said after it. One from the future was
    /// stamped before our clock was set back; one from the past, where no gaps are kept, is a recorded one.
    /// </summary>
    private bool IsOurStamp(UnixNanos received) =>
        received - _now < StampTolerance && (options.KeepsGaps || _now - received < StampTolerance);

    /// <summary>Takes in what the feed said up to a time.</summary>
    public void TakeWords(UnixNanos until)
    {
        while (inbox.TryTake(until, out var word)) Take(word);
    }

    /// <summary>Lets time pass: silence, hours, learning. All that was stamped until now has been taken in.</summary>
    public void Pass(UnixNanos now)
    {
        _now = now;
        var isNewDay = _day != now.Value / UnixNanos.PerDay && _day != 0;
        _day = now.Value / UnixNanos.PerDay;
        TakeWords(now);
        foreach (var state in table.States)
        {
            if (state?.Lines is not { } lines) continue;
            lines.Renew(state.Instrument);
            lines.Look(now);
            var turns = lines.Turns(now, out var ended);
            foreach (var line in lines.All) Pass(state, lines, line, now, isNewDay, turns, ended);
        }
    }

    /// <summary>A time before the lines were attached that turned out to be without data. On the loop.</summary>
    public void Miss(InstrumentState state, MarketEventKind kind, UnixNanos from, UnixNanos to, GapCause cause)
    {
        if (state.Lines is not { } lines || !options.KeepsGaps) return;
        foreach (var part in lines.OpenParts(from, to)) OnMissing(state, kind, part.From, part.To, cause);
    }

    /// <summary>The earliest time after one that passed at which <see cref="Pass(UnixNanos)"/> may do something, by what is known now.</summary>
    public UnixNanos DueAfter(UnixNanos passed)
    {
        var due = Math.Min(inbox.NextAt, passed.Value - passed.Value % UnixNanos.PerDay + UnixNanos.PerDay);
        foreach (var state in table.States)
        {
            if (state?.Lines is not { } lines) continue;
            due = Math.Min(due, lines.DueAt.Value);
            foreach (var line in lines.All)
                if (line.IsExpected) due = Math.Min(due, line.Machine.DueAt(lines.IsOpen, lines.OpenSince, line.Threshold).Value);
        }

        return new UnixNanos(due);
    }

    /// <summary>Compares the wall clock with the monotonic one. True when it jumped: the machine slept, or somebody set it.</summary>
    public bool CheckClock()
    {
        var (now, at) = (HybridClock.Now(time), time.GetTimestamp());
        var elapsed = time.GetElapsedTime(_lookedAt, at).Ticks * (UnixNanos.PerMicrosecond / TimeSpan.TicksPerMicrosecond);
        var jump = now - _lookedWall - elapsed;
        (_lookedWall, _lookedAt) = (now, at);
        if (Math.Abs(jump) <= ClockTolerance) return false;
        LiveLog.ClockJumped(log, TimeSpan.FromMicroseconds(jump / UnixNanos.PerMicrosecond));
        foreach (var state in table.States)
        {
            if (state?.Lines is not { } lines) continue;
            foreach (var line in lines.All)
            {
                if (jump < 0) line.Machine.Rewound(now);
                else line.Machine.Slept(now, $"the machine slept, or its clock was set forward, by {jump / UnixNanos.PerSecond} s", _holes);
                Tell(state, line);
                Show(line);
            }
        }

        return true;
    }

    /// <summary>The source says that nothing had happened while a line was silent.</summary>
    public void ConfirmQuiet(InstrumentState state, MarketEventKind kind, UnixNanos from, UnixNanos to)
    {
        if (state.Lines is not { } lines || lines.Of(kind) is not { } line) return;
        var bucket = lines.BucketAt(from);
        // Shorter than what is called silent there: nothing new, and no measure for a quarter-hour of which nothing is known.
        if (to - from <= line.Rates.ThresholdOf(bucket, out _).Ticks * (UnixNanos.PerMicrosecond / TimeSpan.TicksPerMicrosecond)) return;
        OnLearnt(new StoredRate(state.Instrument.Key, kind, line.Rates.LearnQuiet(bucket, to - from)));
        line.Threshold = line.Rates.ThresholdOf(Math.Max(0, lines.Bucket), out var isLearnt);
        line.IsThresholdLearnt = isLearnt;
    }

    private void Pass(
        InstrumentState state, InstrumentLines lines, LineWatch line, UnixNanos now, bool isNewDay, bool turns, int ended)
    {
        if (turns)
        {
            if (line.Turn(lines.IsOpen ? ended : -1, now, out var rate)) OnLearnt(new StoredRate(line.Instrument, line.Kind, rate));
            line.Threshold = line.Rates.ThresholdOf(lines.Bucket, out var isLearnt);
            line.IsThresholdLearnt = isLearnt;
            if (line.IsExpected) Show(line);
        }

        if (!line.IsExpected) return;
        if (isNewDay)
        {
            line.Machine.Flush(now, _holes);
            Tell(state, line);
        }

        var wish = line.Machine.Advance(now, lines.IsOpen, lines.OpenSince, line.Threshold, _holes);
        Tell(state, line);
        if (wish == LineWish.None) return;
        Show(line);
        if (wish == LineWish.Resubscribe) OnSilent(line.Instrument, line.Kind, line.Machine.Reason);
    }

    private void Take(in FeedWord word)
    {
        ClockOffset = word.ClockOffset;
        _word++;
        _wasReady |= word.State == FeedState.Ready;
        foreach (var said in word.Lines)
        {
            if (table.StateOf(said.Instrument) is not { Lines: { } lines } state || lines.Of(said.Kind) is not { } line) continue;
            if (word.At < line.WatchedSince) continue;
            line.IsExpected = true;
            line.Word = _word;
            Apply(state, line, new LineFact(said.State, said.Cause, said.Detail), word.At);
        }

        foreach (var state in table.States)
        {
            if (state?.Lines is not { } lines || IsSpokenOf(lines)) continue;
            foreach (var line in lines.All)
                if (word.At >= line.WatchedSince) Apply(state, line, FactOf(word), word.At);
        }
    }

    private bool IsSpokenOf(InstrumentLines lines)
    {
        foreach (var line in lines.All)
            if (line.Word == _word) return true;
        return false;
    }

    /// <summary>Of a line that the feed does not list.</summary>
    private LineFact FactOf(in FeedWord word) => word.State switch
    {
        FeedState.Ready => new LineFact(LineState.Requested, GapCause.None, "requested"),
        FeedState.Degraded => new LineFact(LineState.Interrupted, GapCause.LinkLost, word.Detail),
        FeedState.Connecting when !_wasReady => new LineFact(LineState.Interrupted, GapCause.None, word.Detail),
        _ => new LineFact(LineState.Interrupted, GapCause.LinkLost, word.Detail),
    };

    private void Apply(InstrumentState state, LineWatch line, in LineFact fact, UnixNanos at)
    {
        var hasChanged = line.Machine.Apply(fact, at, _holes);
        Tell(state, line);
        if (hasChanged) Show(line);
    }

    private LineWatch Watch(InstrumentState state, MarketEventKind kind, LineProof proof)
    {
        var key = state.Instrument.Key;
        var rates = new LineRates();
        foreach (var rate in _stored.GetValueOrDefault((key, kind), [])) rates.Restore(rate);
        var line = new LineWatch(key, kind, new LineMachine(proof.At < _now ? proof.At : _now, _now, proof.Missing), rates)
        {
            WatchedSince = _now,
            IsExpected = proof.Missing != GapCause.None,
        };
        if (line.IsExpected) line.Show();
        return line;
    }

    private void Tell(InstrumentState state, LineWatch line)
    {
        if (_holes.Count == 0) return;
        if (line.IsExpected && options.KeepsGaps)
        {
            foreach (var hole in _holes)
                foreach (var (from, to) in state.Lines!.OpenParts(hole.From, hole.To)) OnMissing(state, line.Kind, from, to, hole.Cause);
        }

        _holes.Clear();
    }

    /// <summary>A line that the feed never listed is not there: a currency pair has no trades.</summary>
    private void Show(LineWatch line)
    {
        if (!line.IsExpected) return;
        line.Show();
        OnChanged();
    }
}

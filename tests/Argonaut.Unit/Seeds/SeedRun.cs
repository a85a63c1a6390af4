using Argonaut.Domain.Data;
using Argonaut.Tests.Shared;
using Argonaut.Unit.Journal;
using Argonaut.Unit.Live;

namespace Argonaut.Unit.Seeds;

/// <summary>
/// One seed: a market, the part of the recorder that makes ticks durable, the spool and a store, with faults of all of them, and what must
/// hold after every step. Its limits: no bars and no gap filling, no real disk and no real database (the integration tests have those), and a
/// session of a process that has died never commits any more.
/// </summary>
internal sealed class SeedRun
{
    private const int Steps = 60;
    private const int Capacity = 400;

    private static readonly TimeSpan Liveness = TimeSpan.FromSeconds(60);

    private readonly int _seed;
    private readonly Random _random;
    private readonly ManualTimeProvider _time = new(RecorderHarness.Ten.ToDateTimeOffset());
    private OneThread _thread = new();
    private readonly MemorySegmentFiles _files = new();
    private readonly SeedStore _store;
    private readonly HashSet<string> _hit;
    private readonly Dictionary<(string Source, MarketEventKind Kind, long Sequence), bool> _sent = [];
    private SeedProcess? _process;
    private string? _dieAt;
    private int _dieAfter;
    private bool _hasDied;
    private int _runs;

    public SeedRun(int seed, HashSet<string> hit)
    {
        _seed = seed;
        _hit = hit;
        _random = new Random(seed);
        _store = new SeedStore(_random, _time, Point);
        _files.OnChange = operation => Point(FaultPoints.OfSpool(operation));
    }

    /// <summary>What went wrong, or null.</summary>
    public string? Run()
    {
        var before = SynchronizationContext.Current;
        try
        {
            return RunSteps();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.GetType().Name}: {e.Message}\n{e.StackTrace}";
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private string? RunSteps()
    {
        for (var step = 0; step < Steps; step++)
        {
            if (_process is null) Start();
            Misfortune();
            if (_process is { IsReady: true } process)
                for (var ticks = _random.Next(12) == 0 ? _random.Next(200) : _random.Next(20); ticks > 0 && process.Space > 0; ticks--) process.Send(_random);
            Pass(TimeSpan.FromMilliseconds(_random.Next(4) == 0 ? _random.Next(500, 7_000) : _random.Next(1, 60)));
            if (Check() is { } wrong) return $"step {step}: {wrong}";
        }

        return RunToTheEnd();
    }

    private string? RunToTheEnd()
    {
        (_store.IsFaulty, _store.IsAway, _dieAt) = (false, false, null);
        (_files.FailingFlushes, _files.FailingWrites, _files.Capacity) = (0, 0, long.MaxValue);
        if (_process is null) Start();
        _store.WakeSleepers();
        for (var passed = TimeSpan.Zero; passed < Liveness; passed += TimeSpan.FromMilliseconds(250))
        {
            Pass(TimeSpan.FromMilliseconds(250));
            if (Check() is { } wrong) return $"after the faults: {wrong}";
            if (_process is { IsReady: true, IsSettled: true }) return CheckEnd();
        }

        return $"Not settled {Liveness.TotalSeconds} s after the last fault: {_process?.Describe()}";
    }

    private void Start()
    {
        _runs++;
        _hasDied = false;
        _thread = new OneThread();
        SynchronizationContext.SetSynchronizationContext(_thread);
        try
        {
            _process = new SeedProcess(_files, _store, _time, Capacity, _runs, withoutStore: _runs > 1 && _store.IsAway, Acknowledged);
            _thread.Run(() => _hasDied);
        }
        catch (DiedException)
        {
            // It died while it started.
        }

        if (_hasDied) Bury();
    }

    private void Misfortune()
    {
        switch (_random.Next(28))
        {
            case 0:
                _store.IsAway = true;
                break;
            case 1 or 2 or 3:
                _store.IsAway = false;
                break;
            case 4:
                _files.FailingFlushes = 1;
                break;
            case 5:
                _files.FailingWrites = _random.Next(1, 3);
                break;
            case 6:
                _store.WakeSleepers();
                break;
            case 7 when _seed % 5 == 0:
                _store.Rewind();
                _store.IsAway = true;             // its sessions are gone: the product cannot miss it
                break;
            case 8 when _seed % 7 == 0:
                _files.Capacity = _random.Next(2) == 0 ? 0 : long.MaxValue;
                break;
            case 9 or 10:
                _dieAt = FaultPoints.All[_random.Next(FaultPoints.All.Length)];
                _dieAfter = _random.Next(4);
                break;
            case 11 when _random.Next(3) == 0:
                _time.Advance(TimeSpan.FromHours(1.1));
                break;
        }
    }

    private void Pass(TimeSpan by)
    {
        if (_process is null) return;
        try
        {
            _thread.Run(() => _hasDied);
            for (var rest = by; rest > TimeSpan.Zero && !_hasDied; rest -= Slice(rest))
            {
                _time.Advance(Slice(rest));
                _thread.Run(() => _hasDied);
            }
        }
        catch (DiedException)
        {
            _hasDied = true;
        }

        if (_hasDied) Bury();
        else _process.ThrowIfFailed();
    }

    private static TimeSpan Slice(TimeSpan rest) => rest < TimeSpan.FromMilliseconds(50) ? rest : TimeSpan.FromMilliseconds(50);

    private void Point(string name)
    {
        _hit.Add(name);
        if (_hasDied) throw new DiedException(name);
        if (name != _dieAt || _dieAfter-- > 0) return;
        _dieAt = null;
        _hasDied = true;
        throw new DiedException(name);
    }

    private void Bury()
    {
        _process = null;
        _thread.Die();
        _hasDied = false;
        _files.Crash(_random);
        _store.EndSessions();
    }

    private void Acknowledged(string source, MarketEventKind kind, long sequence) => _sent[(source, kind, sequence)] = true;

    private string? Check()
    {
        if (_store.Problem is { } problem) return problem;
        if (_process is null) return null;
        var counters = _process.Counters;
        if (!counters.IsBalanced) return $"The counters do not balance: {counters}";
        if (counters.InFlight > Capacity) return $"The queue holds {counters.InFlight} ticks, its capacity is {Capacity}.";
        if (_process.Damage is { } damage) return $"The spool is damaged: {damage}";
        if (Capacity - _process.Space != counters.InFlight) return $"The queue has room for {_process.Space}, its counters say {counters.InFlight} in flight.";
        return null;
    }

    private string? CheckEnd()
    {
        var stored = new HashSet<(string, MarketEventKind, long)>();
        foreach (var group in _store.Ticks.GroupBy(t => (t.Stream, t.Kind)))
        {
            var source = _store.SourceOf(group.Key.Stream);
            var last = 0L;
            foreach (var tick in group)
            {
                if (!stored.Add((source, tick.Kind, tick.Sequence))) return $"{source} {tick.Kind} {tick.Sequence} is stored twice.";
                if (tick.Sequence <= last) return $"{source} {tick.Kind} {tick.Sequence} is stored after {last}.";
                if (tick.Sequence > last + 1 && !IsExplained(tick.Stream, tick.Kind, last + 1, tick.Sequence - 1))
                    return $"{source} {tick.Kind} {last + 1} to {tick.Sequence - 1} are missing without a gap row.";
                last = tick.Sequence;
            }
        }

        foreach (var (key, _) in _sent)
        {
            if (stored.Contains(key)) continue;
            var gap = _store.Gaps.FirstOrDefault(g => g.Kind == key.Kind && g.FromSequence <= key.Sequence && g.ToSequence >= key.Sequence);
            // A standby that lacks what was committed past the spool is the one reason. The process that knew must tell; a later one cannot.
            if (_store.Rewinds == 0 || (gap is null && _runs == 1))
                return $"{key} was acknowledged and is not stored{(gap is null ? "" : $", only named as {gap}")}. Stored: {string.Join(", ", _store.Ticks.GroupBy(t => (_store.SourceOf(t.Stream), t.Kind)).Select(g => $"{g.Key} {g.First().Sequence}-{g.Last().Sequence}"))}; {_runs} runs.";
        }

        return null;
    }

    private bool IsExplained(int stream, MarketEventKind kind, long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++)
            if (!_store.Gaps.Any(g => g.Stream == stream && g.Kind == kind && g.FromSequence <= sequence && g.ToSequence >= sequence)) return false;
        return true;
    }
}

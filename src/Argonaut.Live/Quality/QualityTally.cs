using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Quality;

namespace Argonaut.Live.Quality;

/// <summary>
/// Counts every finding by hour, line and rule, and keeps some of them whole until they are stored. The counts are exact; what is kept is
/// bounded per hour and line, and in all. Safe from any thread.
/// </summary>
internal sealed class QualityTally(long run)
{
    /// <summary>Findings of an hour, line and rule that are kept whole, where the tick is stored anyway.</summary>
    public const int MostFlagged = 20;

    /// <summary>As <see cref="MostFlagged"/>, where nobody else has the tick.</summary>
    public const int MostRejected = 1_000;

    /// <summary>Findings that wait for the store.</summary>
    public const int MostWaiting = 20_000;

    /// <summary>In calls of <see cref="Take"/>.</summary>
    private const int ForgetAfter = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Hour, int Instrument, MarketEventKind Kind, QualityRule Rule), Cell> _cells = [];
    private readonly List<(long Hour, int Instrument, MarketEventKind Kind, QualityRule Rule)> _changed = [];
    private readonly List<QualityFinding> _findings = [];
    private readonly long[] _counts = new long[QualityRules.Count];
    private long _number;
    private long _taken;
    private long _notKept;

    /// <summary>Counts since the process started.</summary>
    public (ImmutableDictionary<QualityRule, long> Counts, int Waiting, long NotKept) Read()
    {
        lock (_gate)
        {
            var counts = QualityRules.All.Where(r => _counts[(int)r.Rule] > 0).ToImmutableDictionary(r => r.Rule, r => _counts[(int)r.Rule]);
            return (counts, _findings.Count, _notKept);
        }
    }

    /// <summary>A tick to which a rule applied.</summary>
    /// <param name="at">The hour in which it counts.</param>
    public void Add(QualityRule rule, in MarketEvent tick, UnixNanos at)
    {
        lock (_gate)
            if (Count(rule, tick.Instrument, tick.Kind, at)) Keep(Finding(rule, tick.Instrument, tick.Kind, at) with { Tick = tick });
    }

    /// <summary>Bytes of the source that are no tick.</summary>
    public void Add(QualityRule rule, InstrumentKey instrument, MarketEventKind kind, UnixNanos at, ReadOnlySpan<byte> raw)
    {
        lock (_gate)
        {
            if (Count(rule, instrument, kind, at))
                Keep(Finding(rule, instrument, kind, at) with { Raw = [.. raw.Length > QualityFinding.MostRaw ? raw[..QualityFinding.MostRaw] : raw] });
        }
    }

    /// <summary>A fact about a line or a clock. True when it is kept whole: worth a line in the log.</summary>
    public bool Note(QualityRule rule, InstrumentKey instrument, MarketEventKind kind, UnixNanos at, string detail)
    {
        lock (_gate)
        {
            if (!Count(rule, instrument, kind, at)) return false;
            Keep(Finding(rule, instrument, kind, at) with { Detail = detail });
            return true;
        }
    }

    /// <summary>What changed since the last time. The counts of an hour that has not ended come again.</summary>
    public QualityBatch Take()
    {
        lock (_gate)
        {
            var counts = ImmutableArray.CreateBuilder<QualityCount>(_changed.Count);
            foreach (var key in _changed)
            {
                ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, key);
                cell.IsChanged = false;
                counts.Add(new QualityCount(
                    new UnixNanos(key.Hour), new InstrumentKey(key.Instrument), key.Kind, key.Rule, cell.Count, cell.Kept,
                    new UnixNanos(cell.First), new UnixNanos(cell.Last), cell.Part));
            }

            _changed.Clear();
            ImmutableArray<QualityFinding> findings = [.. _findings];
            _findings.Clear();
            Forget();
            return new QualityBatch(run, counts.MoveToImmutable(), findings);
        }
    }

    /// <summary>True when this one may be kept whole.</summary>
    private bool Count(QualityRule rule, InstrumentKey instrument, MarketEventKind kind, UnixNanos at)
    {
        _counts[(int)rule]++;
        var key = (at.Value - at.Value % UnixNanos.PerHour, instrument.Value, kind, rule);
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out var isKnown);
        if (!isKnown) (cell.First, cell.Part) = (at.Value, _taken);
        if (at.Value < cell.First) cell.First = at.Value;
        if (at.Value > cell.Last) cell.Last = at.Value;
        cell.Count++;
        cell.Touched = _taken;
        if (!cell.IsChanged)
        {
            cell.IsChanged = true;
            _changed.Add(key);
        }

        var most = QualityRules.Of(rule).Action is QualityAction.Reject ? MostRejected : MostFlagged;
        if (cell.Kept >= most) return false;
        if (_findings.Count >= MostWaiting)
        {
            _notKept++;
            return false;
        }

        cell.Kept++;
        return true;
    }

    /// <summary>What has not been touched for a long time goes; if it comes again it is another part of its hour.</summary>
    private void Forget()
    {
        if (++_taken % ForgetAfter != 0) return;
        foreach (var (key, cell) in _cells)
            if (_taken - cell.Touched > ForgetAfter) _cells.Remove(key);
    }

    private void Keep(QualityFinding finding) => _findings.Add(finding);

    private QualityFinding Finding(QualityRule rule, InstrumentKey instrument, MarketEventKind kind, UnixNanos at) => new()
    {
        Run = run, Number = ++_number, At = at, Instrument = instrument, Kind = kind, Rule = QualityRules.IdOf(rule), Action = QualityRules.Of(rule).Action,
    };

    private struct Cell
    {
        public long Count;
        public long Kept;
        public long First;
        public long Last;
        public long Part;
        public long Touched;
        public bool IsChanged;
    }
}

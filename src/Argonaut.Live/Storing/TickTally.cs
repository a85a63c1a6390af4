using System.Collections.Immutable;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Quality;

namespace Argonaut.Live.Storing;

/// <summary>Counts what becomes of every tick, kind by kind (api.md A-080). Its owner's lock makes each read a consistent one.</summary>
internal sealed class TickTally
{
    /// <summary>Neither the store nor the spool took it, and memory was full. A gap row says which they were.</summary>
    public const string NotStored = "not_stored";

    private static readonly MarketEventKind[] Kinds = [.. KindSet.Ticks.Each];

    private readonly OfKind[] _kinds = [.. Enumerable.Range(0, (int)Kinds.Max() + 1).Select(_ => new OfKind())];

    /// <summary>Of all kinds.</summary>
    public long Received { get; private set; }

    /// <summary>It is in flight from now on.</summary>
    public void Receive(MarketEventKind kind)
    {
        var counts = _kinds[(int)kind];
        counts.Received++;
        counts.InFlight++;
        Received++;
    }

    /// <summary>A rule keeps it out of the store.</summary>
    public void Refuse(MarketEventKind kind, QualityRule rule)
    {
        // A kind that nobody knows is counted with the trades: its rule says so.
        var counts = _kinds[(int)(Array.IndexOf(Kinds, kind) >= 0 ? kind : MarketEventKind.Trade)];
        counts.Received++;
        Received++;
        if (QualityRules.Of(rule).Action == QualityAction.Duplicate) counts.Duplicate++;
        else counts.Rejected[(int)rule]++;
    }

    public void Acknowledge(StoreLoad load)
    {
        foreach (var kind in Kinds)
        {
            var (counts, ticks) = (_kinds[(int)kind], load.Of(kind).Length);
            counts.Acknowledged += ticks;
            counts.InFlight -= ticks;
        }
    }

    /// <summary>Were in flight and are given up.</summary>
    public void GiveUp(StoreLoad load)
    {
        foreach (var kind in Kinds)
        {
            var (counts, ticks) = (_kinds[(int)kind], load.Of(kind).Length);
            counts.NotStored += ticks;
            counts.InFlight -= ticks;
        }
    }

    public ImmutableArray<TickCounters> Read(SpoolStatus spool) =>
        [.. Kinds.Select(k => _kinds[(int)k].Read(k, spool.Waiting.Of(k)))];

    private sealed class OfKind
    {
        public long Received;
        public long Acknowledged;
        public long NotStored;
        public long Duplicate;

        /// <summary>Counted by itself, not computed from the rest: else the sum could not show a mistake.</summary>
        public long InFlight;

        public long[] Rejected { get; } = new long[QualityRules.Count];

        public TickCounters Read(MarketEventKind kind, long spooled)
        {
            var reasons = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
            for (var i = 0; i < Rejected.Length; i++)
                if (Rejected[i] > 0) reasons[QualityRules.IdOf((QualityRule)i)] = Rejected[i];
            if (NotStored > 0) reasons[TickTally.NotStored] = NotStored;
            var rejected = Rejected.Sum() + NotStored;
            return new TickCounters(kind, Received, Acknowledged, rejected, Duplicate, 0, InFlight, spooled, reasons.ToImmutable());
        }
    }
}

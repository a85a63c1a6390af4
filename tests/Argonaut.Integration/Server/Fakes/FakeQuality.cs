using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>Counts and findings in memory, with the order of the real store.</summary>
internal sealed class FakeQuality : IQualityStore
{
    public List<QualityTotal> Totals { get; } = [];

    public List<QualityFinding> Findings { get; } = [];

    public bool IsAway { get; set; }

    public Task SaveAsync(QualityBatch batch, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<QualityTotal>> TotalsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        Check();
        return Task.FromResult<ImmutableArray<QualityTotal>>([.. Totals.Where(t => (instrument is null || t.Instrument == instrument) && t.Last >= from && t.First < to)]);
    }

    public Task<ImmutableArray<QualityFinding>> ReadAsync(QualityQuery query, CancellationToken ct)
    {
        Check();
        return Task.FromResult<ImmutableArray<QualityFinding>>(
        [
            .. Findings.Where(f => (query.Instrument is null || f.Instrument == query.Instrument) && query.Actions.Contains(f.Action)
                    && (query.Rules.IsEmpty || query.Rules.Contains(f.Rule)) && f.At >= query.From && f.At < query.To)
                .OrderByDescending(f => (f.At, f.Run, f.Number))
                .SkipWhile(f => query.Before is { } last && (f.At, f.Run, f.Number).CompareTo((last.At, last.Run, last.Number)) >= 0)
                .Take(query.Limit),
        ]);
    }

    private void Check()
    {
        if (IsAway) throw new StoreUnavailableException("The database is away.");
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Trading.Quality;

namespace Argonaut.Unit.Live;

/// <summary>Keeps counts and findings by their identity, so that saving a batch twice shows.</summary>
internal sealed class MemoryQualityStore : IQualityStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Run, UnixNanos Hour, InstrumentKey Instrument, MarketEventKind Kind, QualityRule Rule, long Part), QualityCount> _counts = [];
    private readonly Dictionary<(long Run, long Number), QualityFinding> _findings = [];
    private int _failures;

    /// <summary>Raised after every change, outside of the lock.</summary>
    public event Action? Changed;

    public ImmutableArray<QualityFinding> Findings
    {
        get
        {
            lock (_gate) return [.. _findings.Values.OrderBy(f => f.Number)];
        }
    }

    /// <summary>The next saves are done, but their answer is lost.</summary>
    public void LoseAnswers(int count)
    {
        lock (_gate) _failures = count;
    }

    public long CountOf(QualityRule rule)
    {
        lock (_gate) return _counts.Values.Where(c => c.Rule == rule).Sum(c => c.Count);
    }

    public Task SaveAsync(QualityBatch batch, CancellationToken ct)
    {
        bool isLost;
        lock (_gate)
        {
            foreach (var count in batch.Counts) _counts[(batch.Run, count.Hour, count.Instrument, count.Kind, count.Rule, count.Part)] = count;
            foreach (var finding in batch.Findings) _findings[(finding.Run, finding.Number)] = finding;
            isLost = _failures > 0;
            if (isLost) _failures--;
        }

        Changed?.Invoke();
        return isLost ? Task.FromException(new StoreUnavailableException("the answer was lost")) : Task.CompletedTask;
    }

    public Task<ImmutableArray<QualityTotal>> TotalsAsync(InstrumentKey? instrument, UnixNanos from, UnixNanos to, CancellationToken ct) => throw new NotSupportedException();

    public Task<ImmutableArray<QualityFinding>> ReadAsync(QualityQuery query, CancellationToken ct) => throw new NotSupportedException();
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>Maintenance over a list of partitions in memory.</summary>
internal sealed class FakeMaintenance : IStoreMaintenance
{
    private RetentionPolicy? _stored;

    public MaintenanceStatus Status { get; set; } = MaintenanceStatus.Idle;

    /// <summary>What is older than its period; a run takes away what has no reason to stay.</summary>
    public ImmutableArray<RetentionItem> Old { get; set; } = [];

    public int Holds { get; private set; }

    /// <summary>Ends when a run may go on after its first partition.</summary>
    public TaskCompletionSource? Pause { get; set; }

    public List<RetentionRun> Runs { get; } = [];

    public ImmutableArray<StoredData> Stored { get; set; } = [];

    public Task<StoredRetentionPolicy> ReadPolicyAsync(CancellationToken ct) =>
        Task.FromResult(new StoredRetentionPolicy(_stored ?? new RetentionPolicy(), _stored is not null));

    public Task SavePolicyAsync(RetentionPolicy policy, CancellationToken ct)
    {
        _stored = policy;
        return Task.CompletedTask;
    }

    public async Task<RetentionResult> RetainAsync(bool isDryRun, Action<double, long> report, CancellationToken ct)
    {
        var items = Old;
        long rows = 0;
        for (var i = 0; i < items.Length; i++)
        {
            rows += items[i].Rows;
            report((i + 1.0) / items.Length, rows);
            if (Pause is { } pause) await pause.Task.WaitAsync(ct);
        }

        if (!isDryRun) Old = items.RemoveAll(item => item.Kept is null);
        return new RetentionResult(new UnixNanos(1_700_000_000_000_000_000), isDryRun, (await ReadPolicyAsync(ct)).Policy, items);
    }

    public Task<ImmutableArray<StoredData>> ReadStoredAsync(CancellationToken ct) => Task.FromResult(Stored);

    public Task<ImmutableArray<DuePartition>> ListDueAsync(int days, CancellationToken ct) =>
        Task.FromResult(Old.Select(item => new DuePartition(item.Kind, item.Table, item.From, item.To, item.Bytes, item.Due)).ToImmutableArray());

    public Task<ImmutableArray<RetentionItem>> ExamineAsync(ImmutableArray<DuePartition> partitions, CancellationToken ct) =>
        Task.FromResult(Old.Where(item => partitions.Any(one => one.Table == item.Table)).ToImmutableArray());

    public Task<ImmutableArray<RetentionRun>> ReadRunsAsync(int limit, CancellationToken ct) => Task.FromResult(Runs.Take(limit).ToImmutableArray());

    public Task<IDisposable> HoldAsync(UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        Holds++;
        return Task.FromResult<IDisposable>(new Held(this));
    }

    private sealed class Held(FakeMaintenance owner) : IDisposable
    {
        public void Dispose() => owner.Holds--;
    }
}

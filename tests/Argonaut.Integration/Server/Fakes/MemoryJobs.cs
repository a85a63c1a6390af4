using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>Jobs in memory; they outlive a server that is started on them again.</summary>
internal sealed class MemoryJobs : IJobStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredJob> _jobs = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    /// <summary>Called when a job is stored; the answer to that comes when this has ended.</summary>
    public Func<Task> Stored { get; set; } = () => Task.CompletedTask;

    /// <summary>Jobs are told when this has ended, as they are then.</summary>
    public Task Loading { get; set; } = Task.CompletedTask;

    public async Task<StoredJob?> AddAsync(StoredJob job, UnixNanos keysSince, CancellationToken ct)
    {
        var holder = await With<StoredJob?>(() =>
        {
            var holder = job.IdempotencyKey is null
                ? null : _jobs.Values.FirstOrDefault(j => j.Owner == job.Owner && j.IdempotencyKey == job.IdempotencyKey && j.Created >= keysSince);
            if (holder is null) _jobs[job.Id] = job;
            return holder;
        });
        if (holder is null) await Stored();
        return holder;
    }

    public Task UpdateAsync(IReadOnlyCollection<StoredJob> jobs, CancellationToken ct) => With(() =>
    {
        foreach (var job in jobs) _jobs[job.Id] = job;
        return true;
    });

    public Task<StoredJob?> FindAsync(string id, CancellationToken ct) => With(() => _jobs.GetValueOrDefault(id));

    public async Task<ImmutableArray<StoredJob>> LoadAsync(int newest, CancellationToken ct)
    {
        await Loading.WaitAsync(ct);
        return await With<ImmutableArray<StoredJob>>(() => [.. _jobs.Values.OrderByDescending(j => j.Created).Take(newest).OrderBy(j => j.Created)]);
    }

    public Task<int> ForgetAsync(UnixNanos before, CancellationToken ct) => Task.FromResult(0);

    private Task<T> With<T>(Func<T> work)
    {
        if (IsAway) throw new StoreUnavailableException("The database is away.");
        lock (_gate) return Task.FromResult(work());
    }
}

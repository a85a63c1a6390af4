using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server.Jobs;

/// <summary>Runs jobs on two workers; sixteen may wait, more are refused. Finished ones are kept for a while.</summary>
/// <param name="ended">Called with each job that ended by itself, well or not.</param>
internal sealed class JobQueue(TimeProvider time, ILogger log, Action<Job> ended)
{
    public const int Capacity = 16;
    public const int Workers = 2;
    private const int Kept = 500;

    private readonly Channel<Job> _waiting = Channel.CreateBounded<Job>(new BoundedChannelOptions(Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait, // TryWrite then says no: the caller hears 429
    });

    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _changed = new(StringComparer.Ordinal);
    private long _next = HybridClock.Now(time).Value / 1_000_000;

    public ImmutableArray<JobItem> All => [.. _jobs.Values.Select(j => j.ToItem())];

    public Job? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Null when too many wait already.</summary>
    public Job? TryAdd(string kind, string title, Func<Job, CancellationToken, Task<JobOutcome>> work)
    {
        var job = new Job($"{kind}_{Interlocked.Increment(ref _next):x}", kind, title, work, time);
        _jobs[job.Id] = job;
        if (!_waiting.Writer.TryWrite(job))
        {
            _jobs.TryRemove(job.Id, out _);
            job.Dispose();
            return null;
        }

        Touch(job);
        Trim();
        return job;
    }

    public void Cancel(Job job)
    {
        job.Cancel();
        Touch(job);
    }

    /// <summary>Jobs that changed since the last call, and those that run.</summary>
    public ImmutableArray<JobItem> TakeChanged()
    {
        foreach (var job in _jobs.Values)
            if (!job.IsFinished && job.ToItem() is { State: "running" }) _changed[job.Id] = 0;
        var items = ImmutableArray.CreateBuilder<JobItem>();
        foreach (var id in _changed.Keys)
            if (_changed.TryRemove(id, out _) && _jobs.TryGetValue(id, out var job)) items.Add(job.ToItem());
        return items.ToImmutable();
    }

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(ct)));

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var job in _waiting.Reader.ReadAllAsync(ct))
        {
            try
            {
                await job.RunAsync(() => Touch(job), ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                ServerLog.JobFailed(log, job.Id, e);
                job.Fail(Problem.Of(ProblemKinds.Internal, $"The job failed; the log names it {job.Id}."));
                Touch(job);
            }

            ended(job);
        }
    }

    private void Touch(Job job) => _changed[job.Id] = 0;

    private void Trim()
    {
        if (_jobs.Count <= Kept) return;
        foreach (var old in _jobs.Values.Where(j => j.IsFinished).OrderBy(j => j.Created).Take(_jobs.Count - Kept))
            if (_jobs.TryRemove(old.Id, out var removed)) removed.Dispose();
    }
}

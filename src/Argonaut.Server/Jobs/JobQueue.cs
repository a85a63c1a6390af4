using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server.Jobs;

/// <summary>
/// Runs jobs on two workers; sixteen may wait, more are refused. Each job is in the store before anybody hears of it; what a former process
/// left is taken up again (api.md A-074).
/// </summary>
/// <param name="works">How each kind is done.</param>
/// <param name="begin">Completes when jobs may run.</param>
/// <param name="ended">Called with each job that ended by itself, well or not.</param>
internal sealed class JobQueue(IJobStore store, IEnumerable<JobWork> works, Task begin, TimeProvider time, ILogger log, Action<Job> ended) : IDisposable
{
    public const int Capacity = 16;
    public const int Workers = 2;
    private const int Kept = 500;
    private const int MostAttempts = 3;

    private static readonly TimeSpan SaveBeat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StoreAway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastSave = TimeSpan.FromSeconds(2);
    private const long KeyLife = UnixNanos.PerDay;
    private const long JobLife = 90 * UnixNanos.PerDay;

    private readonly FrozenDictionary<string, JobWork> _works = works.ToFrozenDictionary(w => w.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    /// <summary>Those that are being stored: the store may tell of them before they are among the others.</summary>
    private readonly ConcurrentDictionary<string, Job> _adding = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _unsaved = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _saving = new(1);
    private readonly Lock _gate = new();
    private long _next = HybridClock.Now(time).Value / 1_000_000;
    private int _reserved;

    private readonly Channel<Job> _waiting = Channel.CreateBounded<Job>(new BoundedChannelOptions(4 * Capacity)
    {
        FullMode = BoundedChannelFullMode.Wait, // places are counted before: what a start takes up comes on top of the sixteen
    });

    public ImmutableArray<JobItem> All => [.. _jobs.Values.Select(j => j.ToItem())];

    /// <summary>Those of a kind that wait or run.</summary>
    public ImmutableArray<Job> UnfinishedOf(string kind) => [.. _jobs.Values.Where(j => j.Kind == kind && !j.IsFinished)];

    /// <summary>Null when there is no such job any more.</summary>
    /// <exception cref="StoreUnavailableException">It is not one of the newest, and the store is away.</exception>
    public async Task<Job?> FindAsync(string id, CancellationToken ct)
    {
        if (_jobs.TryGetValue(id, out var job)) return job;
        return await store.FindAsync(id, ct) is { } stored ? Revive(stored) : null;
    }

    public JobWork? WorkOf(string kind) => _works.GetValueOrDefault(kind);

    /// <summary>Stores and queues a job.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; it does not run.</exception>
    public async Task<JobAdded> AddAsync(JobOrder order)
    {
        if (!TryReserve()) return JobAdded.Refused(Full());
        try
        {
            var job = Revive(new StoredJob
            {
                Id = $"{order.Kind}_{Interlocked.Increment(ref _next):x}",
                Kind = order.Kind,
                Title = order.Title,
                State = Job.Name(JobState.Queued),
                Request = order.Request,
                Owner = order.Owner,
                IdempotencyKey = order.IdempotencyKey,
                Fingerprint = order.Fingerprint,
                Created = HybridClock.Now(time),
            });
            _adding[job.Id] = job;
            try
            {
                return await AddAsync(job, order);
            }
            finally
            {
                _adding.TryRemove(job.Id, out _);
            }
        }
        finally
        {
            lock (_gate) _reserved--;
        }
    }

    /// <summary>Has a job that ended without all its work go on with the rest. Null when it does.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; it stays as it is.</exception>
    public async Task<Problem?> ResumeAsync(Job job)
    {
        if (!TryReserve()) return Full();
        try
        {
            if (!job.TryReopen())
                return Problem.Of(ProblemKinds.Conflict, "Only a job that failed, was cancelled or ended in part can go on, and not every kind: see 'can_resume'.");
            _jobs[job.Id] = job;
            Enqueue(job);
            return null;
        }
        finally
        {
            lock (_gate) _reserved--;
        }
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
            if (job.State == JobState.Running) _changed[job.Id] = 0;
        var items = ImmutableArray.CreateBuilder<JobItem>();
        foreach (var id in _changed.Keys)
            if (_changed.TryRemove(id, out _) && _jobs.TryGetValue(id, out var job)) items.Add(job.ToItem());
        return items.ToImmutable();
    }

    /// <summary>Works until cancelled; what runs then goes on after the next start.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await begin.WaitAsync(ct);
        try
        {
            await Task.WhenAll([RecoverAsync(ct), KeepAsync(ct), .. Enumerable.Range(0, Workers).Select(_ => WorkAsync(ct))]);
        }
        finally
        {
            using var limit = new CancellationTokenSource(LastSave, time);
            await TrySaveAsync(limit.Token);
        }
    }

    public void Dispose() => _saving.Dispose();

    private async Task<JobAdded> AddAsync(Job job, JobOrder order)
    {
        // The caller may have gone meanwhile: what is stored has to be known here all the same.
        var holder = await store.AddAsync(job.ToStored(), new UnixNanos(Math.Max(0, job.Created.Value - KeyLife)), CancellationToken.None);
        if (holder is not null)
        {
            job.Dispose();
            return ReplayOf(holder, order);
        }

        _jobs[job.Id] = job;
        Enqueue(job);
        Trim();
        return new JobAdded(job, false, null);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var job in _waiting.Reader.ReadAllAsync(ct))
        {
            try
            {
                if (WorkOf(job.Kind) is { } work) await job.RunAsync(work, () => Touch(job), ct);
                else job.Fail(Problem.Of(ProblemKinds.Internal, $"This version has no work of the kind {job.Kind}."));
            }
            catch (StoreUnavailableException e)
            {
                job.Fail(Problem.Of(ProblemKinds.DatabaseUnavailable, e.Message));
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                ServerLog.JobFailed(log, job.Id, e);
                job.Fail(Problem.Of(ProblemKinds.Internal, $"The job failed; the log names it {job.Id}."));
            }

            Touch(job);
            if (!job.IsFinished) continue;
            await TrySaveAsync(ct);
            ended(job);
        }
    }

    /// <summary>What a former process ordered and did not finish: it goes on, or says that it was interrupted.</summary>
    private async Task RecoverAsync(CancellationToken ct)
    {
        foreach (var stored in await KeepTryingAsync(() => store.LoadAsync(Kept, ct), ct))
        {
            if (_adding.ContainsKey(stored.Id)) continue;
            var job = Revive(stored);
            if (!_jobs.TryAdd(stored.Id, job))
            {
                job.Dispose();
                continue;
            }

            if (job.IsFinished) continue;
            if (job.State == JobState.Running && (!job.CanResume || job.Attempts >= MostAttempts))
            {
                job.Fail(Job.Interrupted());
                Touch(job);
                ended(job);
                continue;
            }

            ServerLog.JobTakenUp(log, job.Id, job.Title);
            job.Requeue();
            Touch(job);
            await _waiting.Writer.WriteAsync(job, ct);
        }
    }

    /// <summary>Brings progress to the store twice a second, and what it could not take before.</summary>
    private async Task KeepAsync(CancellationToken ct)
    {
        var forgotten = UnixNanos.Zero;
        while (true)
        {
            await Task.Delay(SaveBeat, time, ct);
            foreach (var job in _jobs.Values)
                if (job.State == JobState.Running) _unsaved[job.Id] = 0;
            await TrySaveAsync(ct);
            var now = HybridClock.Now(time);
            if (now - forgotten < UnixNanos.PerDay) continue;
            forgotten = now;
            await KeepTryingAsync(() => store.ForgetAsync(new UnixNanos(Math.Max(0, now.Value - JobLife)), ct), ct);
        }
    }

    private async Task TrySaveAsync(CancellationToken ct)
    {
        if (_unsaved.IsEmpty) return;
        // The picture is taken inside: an older one must not be written over a newer.
        await _saving.WaitAsync(ct);
        var taken = new List<StoredJob>();
        try
        {
            foreach (var id in _unsaved.Keys)
                if (_unsaved.TryRemove(id, out _) && _jobs.TryGetValue(id, out var job)) taken.Add(job.ToStored());
            if (taken.Count > 0) await store.UpdateAsync(taken, ct);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            foreach (var job in taken) _unsaved[job.Id] = 0;
        }
        finally
        {
            _saving.Release();
        }
    }

    private JobAdded ReplayOf(StoredJob holder, JobOrder order)
    {
        var job = _adding.TryGetValue(holder.Id, out var adding) ? adding : _jobs.GetOrAdd(holder.Id, _ => Revive(holder));
        if (holder.Fingerprint != order.Fingerprint)
            return JobAdded.Refused(Problem.Of(ProblemKinds.IdempotencyKeyReused, $"The Idempotency-Key was used for another request, which is {job.Id}: choose a new one."));
        if (job.IsAwaited)
            return JobAdded.Refused(Problem.Of(ProblemKinds.IdempotencyInProgress, $"The first request with this Idempotency-Key is still running as {job.Id}.")
                with { RetryAfter = TimeSpan.FromSeconds(1) });
        return new JobAdded(job, true, null);
    }

    private Job Revive(StoredJob stored) => new(stored, WorkOf(stored.Kind)?.CanResume == true, time);

    private bool TryReserve()
    {
        lock (_gate)
        {
            if (_waiting.Reader.Count + _reserved >= Capacity) return false;
            _reserved++;
            return true;
        }
    }

    private void Enqueue(Job job)
    {
        if (!_waiting.Writer.TryWrite(job)) throw new InvalidOperationException("Expected a place in the queue of jobs: it was reserved.");
        Touch(job);
    }

    private static Problem Full() =>
        Problem.Of(ProblemKinds.RateLimited, $"{Capacity} jobs are waiting already.") with { RetryAfter = TimeSpan.FromSeconds(5) };

    private async Task<T> KeepTryingAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await work();
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(StoreAway, time, ct);
            }
        }
    }

    private void Touch(Job job)
    {
        _changed[job.Id] = 0;
        _unsaved[job.Id] = 0;
    }

    private void Trim()
    {
        if (_jobs.Count <= Kept) return;
        // Who holds one of them still may cancel it: it is not disposed of.
        foreach (var old in _jobs.Values.Where(j => j.IsFinished).OrderBy(j => j.Created).Take(_jobs.Count - Kept)) _jobs.TryRemove(old.Id, out _);
    }
}

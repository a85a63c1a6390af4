using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>One piece of long work and how far it is. Safe from any thread.</summary>
internal sealed class Job(string id, string kind, string title, Func<Job, CancellationToken, Task<JobOutcome>> work, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly UnixNanos _created = HybridClock.Now(time);
    private UnixNanos? _startedAt;
    private UnixNanos? _finishedAt;
    private JobState _state = JobState.Queued;
    private JobOutcome? _outcome;
    private double _progress;
    private long _rowsDone;
    private bool _isCancelWanted;

    public string Id { get; } = id;

    public string Kind { get; } = kind;

    public string Title { get; } = title;

    /// <summary>Completes when the state is a final one.</summary>
    public Task Finished => _finished.Task;

    public JobOutcome? Outcome
    {
        get
        {
            lock (_gate) return _outcome;
        }
    }

    public bool IsFinished => _finished.Task.IsCompleted;

    public UnixNanos Created => _created;

    /// <param name="progress">0 to 1; never goes back.</param>
    public void Report(double progress, long rowsDone)
    {
        lock (_gate)
        {
            _progress = Math.Clamp(progress, _progress, 1);
            _rowsDone = rowsDone;
        }
    }

    /// <summary>Ends it at the next row; at once when it has not begun.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_finished.Task.IsCompleted) return;
            _isCancelWanted = true;
            if (_state == JobState.Queued) Finish(JobState.Cancelled, null);
        }

        _cancel.Cancel();
    }

    public async Task RunAsync(Action onChange, CancellationToken stopping)
    {
        lock (_gate)
        {
            if (_state != JobState.Queued) return;
            _state = JobState.Running;
            _startedAt = HybridClock.Now(time);
        }

        onChange();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancel.Token, stopping);
        try
        {
            var outcome = await work(this, either.Token);
            lock (_gate) Finish(outcome.Problem is not null ? JobState.Failed : outcome.IsPartial ? JobState.Partial : JobState.Succeeded, outcome);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            lock (_gate)
                Finish(_isCancelWanted ? JobState.Cancelled : JobState.Failed,
                    _isCancelWanted ? null : JobOutcome.Failed(Problem.Of(ProblemKinds.ShuttingDown, "The server stopped before the work was done (interrupted).")));
        }

        onChange();
    }

    /// <summary>Records a bug of the work.</summary>
    public void Fail(Problem problem)
    {
        lock (_gate) Finish(JobState.Failed, JobOutcome.Failed(problem));
    }

    public JobItem ToItem()
    {
        lock (_gate)
        {
            var now = _finishedAt ?? HybridClock.Now(time);
            var seconds = _startedAt is { } started ? Math.Max(0, now - started) / (double)UnixNanos.PerSecond : 0;
            var isRunning = _state == JobState.Running;
            return new JobItem
            {
                Id = Id,
                Kind = Kind,
                Title = Title,
                State = Name(_state),
                Progress = Math.Round(_progress, 4),
                RowsDone = _rowsDone,
                RowsTotal = _finishedAt is null ? null : _rowsDone,
                RatePerS = seconds > 0 ? Math.Round(_rowsDone / seconds, 1) : null,
                EtaMs = isRunning && _progress is > 0.01 and < 1 ? (long)(seconds * 1000 * (1 - _progress) / _progress) : null,
                Created = _created.ToString(),
                CreatedIso = _created.ToIso(),
                Started = _startedAt?.ToString(),
                StartedIso = _startedAt?.ToIso(),
                Finished = _finishedAt?.ToString(),
                FinishedIso = _finishedAt?.ToIso(),
                Result = _outcome?.Result,
                Problem = _outcome?.Problem?.ToDocument(null, null),
            };
        }
    }

    public void Dispose() => _cancel.Dispose();

    private void Finish(JobState state, JobOutcome? outcome)
    {
        if (_finished.Task.IsCompleted) return;
        _state = state;
        _outcome = outcome;
        _finishedAt = HybridClock.Now(time);
        if (state is JobState.Succeeded or JobState.Partial) _progress = 1;
        _finished.TrySetResult();
    }

    private static string Name(JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Succeeded => "succeeded",
        JobState.Partial => "partial",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}

using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Export;
using Argonaut.Server.Http;

namespace Argonaut.Server.Jobs;

/// <summary>One piece of long work and how far it is. Safe from any thread.</summary>
internal sealed class Job : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly StoredJob _stored;
    private CancellationTokenSource _cancel = new();
    private TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JobState _state;
    private JobOutcome? _outcome;
    private string? _checkpoint;
    private double _progress;
    private long _rowsDone;
    private long? _rowsTotal;
    private (int Files, long Bytes)? _written;
    private int _attempts;
    private int _callers;
    private UnixNanos? _startedAt;
    private UnixNanos? _finishedAt;
    private (UnixNanos At, long Rows, double Progress, long Bytes) _begun;
    private bool _isCancelWanted;

    public Job(StoredJob stored, bool canResume, TimeProvider time)
    {
        _stored = stored;
        _time = time;
        CanResume = canResume;
        _state = Enum.Parse<JobState>(stored.State, ignoreCase: true);
        _checkpoint = stored.Checkpoint;
        _progress = stored.Progress;
        _rowsDone = stored.RowsDone;
        _rowsTotal = stored.RowsTotal;
        _attempts = stored.Attempts;
        _startedAt = stored.Started;
        _finishedAt = stored.Finished;
        _outcome = JobOutcome.Parse(stored.Result, stored.Problem, _state == JobState.Partial);
        if (stored.Finished is not null) _finished.SetResult();
    }

    public string Id => _stored.Id;

    public string Kind => _stored.Kind;

    public string Title => _stored.Title;

    /// <summary>JSON of its kind.</summary>
    public string Request => _stored.Request;

    public string? Fingerprint => _stored.Fingerprint;

    public bool CanResume { get; }

    public UnixNanos Created => _stored.Created;

    /// <summary>JSON of its kind: what is done for good; null before the first part is.</summary>
    public string? Checkpoint
    {
        get
        {
            lock (_gate) return _checkpoint;
        }
    }

    /// <summary>Completes when the state is a final one.</summary>
    public Task Finished
    {
        get
        {
            lock (_gate) return _finished.Task;
        }
    }

    public JobOutcome? Outcome
    {
        get
        {
            lock (_gate) return _outcome;
        }
    }

    public bool IsFinished => Finished.IsCompleted;

    public JobState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>How often it was begun, this time included.</summary>
    public int Attempts
    {
        get
        {
            lock (_gate) return _attempts;
        }
    }

    /// <summary>True while the request that ordered it still waits for its answer.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate) return _callers > 0 && !_finished.Task.IsCompleted;
        }
    }

    public void CallerWaits()
    {
        lock (_gate) _callers++;
    }

    public void CallerLeaves()
    {
        lock (_gate) _callers--;
    }

    /// <param name="progress">0 to 1; never goes back.</param>
    public void Report(double progress, long rowsDone)
    {
        lock (_gate)
        {
            _progress = Math.Clamp(progress, _progress, 1);
            _rowsDone = rowsDone;
        }
    }

    /// <summary>How far work that writes files is; what an earlier run wrote is counted in, and is not in the rate.</summary>
    public void Report(ExportProgress now)
    {
        lock (_gate)
        {
            _progress = Math.Clamp(now.Share, _progress, 1);
            _rowsDone = now.Rows;
            _written = (now.Files, now.Bytes);
        }
    }

    /// <summary>What an earlier run of this work has written.</summary>
    public void GoOnFrom(int files, long bytes)
    {
        lock (_gate)
        {
            _written = (files, bytes);
            _begun.Bytes = bytes;
        }
    }

    /// <param name="rows">How many rows the whole work is, about.</param>
    public void Expect(long rows)
    {
        lock (_gate) _rowsTotal = rows;
    }

    /// <summary>Keeps what is done for good: it is not done again after a stop.</summary>
    public void Keep(string checkpoint)
    {
        lock (_gate) _checkpoint = checkpoint;
    }

    /// <summary>Ends it at the next row; at once when it has not begun.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_finished.Task.IsCompleted) return;
            _isCancelWanted = true;
            if (_state == JobState.Queued) Finish(JobState.Cancelled, null);
            _cancel.Cancel();
        }
    }

    /// <summary>A job that ended without all its work waits again; false when there is nothing to go on with.</summary>
    public bool TryReopen()
    {
        lock (_gate)
        {
            if (!CanResume || _state is not (JobState.Cancelled or JobState.Failed or JobState.Partial)) return false;
            _cancel.Dispose();
            _cancel = new CancellationTokenSource();
            _finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_state, _outcome, _finishedAt, _isCancelWanted, _attempts) = (JobState.Queued, null, null, false, 0);
            return true;
        }
    }

    /// <summary>Work that a dead process had begun waits again.</summary>
    public void Requeue()
    {
        lock (_gate) _state = JobState.Queued;
    }

    public async Task RunAsync(JobWork work, Action onChange, CancellationToken stopping)
    {
        CancellationToken cancel;
        lock (_gate)
        {
            if (_state != JobState.Queued) return;
            _state = JobState.Running;
            _attempts++;
            _begun = (Now, _rowsDone, _progress, 0);
            _written = null;
            _startedAt ??= _begun.At;
            cancel = _cancel.Token;
        }

        onChange();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        try
        {
            var outcome = await work.RunAsync(this, either.Token);
            lock (_gate) Finish(outcome.Problem is not null ? JobState.Failed : outcome.IsPartial ? JobState.Partial : JobState.Succeeded, outcome);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            lock (_gate)
            {
                if (_isCancelWanted) Finish(JobState.Cancelled, null);
                else if (!work.CanResume) Finish(JobState.Failed, JobOutcome.Failed(Interrupted()));
                else (_state, _attempts) = (JobState.Queued, _attempts - 1); // a stop in good order is no failed attempt
            }
        }

        onChange();
    }

    /// <summary>Records a bug of the work, or that it cannot go on.</summary>
    public void Fail(Problem problem)
    {
        lock (_gate) Finish(JobState.Failed, JobOutcome.Failed(problem));
    }

    /// <summary>Why work that was begun does not go on.</summary>
    public static Problem Interrupted() => Problem.Of(
        ProblemKinds.Interrupted, "The program ended in the middle of this work. What was finished is kept; start it again to do the rest.");

    public StoredJob ToStored()
    {
        lock (_gate)
            return _stored with
            {
                State = Name(_state),
                Checkpoint = _checkpoint,
                Result = _outcome?.Result?.GetRawText(),
                Problem = _outcome?.Problem is { } problem ? JsonSerializer.Serialize(problem.ToDocument(null, null), ServerJson.Default.ProblemDocument) : null,
                Progress = _progress,
                RowsDone = _rowsDone,
                RowsTotal = _rowsTotal,
                Attempts = _attempts,
                Started = _startedAt,
                Finished = _finishedAt,
            };
    }

    public JobItem ToItem()
    {
        lock (_gate)
        {
            var isRunning = _state == JobState.Running;
            var seconds = isRunning ? Math.Max(0, Now - _begun.At) / (double)UnixNanos.PerSecond : 0;
            var whole = _startedAt is { } started && _finishedAt is { } finished ? Math.Max(0, finished - started) / (double)UnixNanos.PerSecond : 0;
            var (rows, time) = isRunning ? (_rowsDone - _begun.Rows, seconds) : (_rowsDone, whole);
            var share = _progress - _begun.Progress;
            return new JobItem
            {
                Id = Id,
                Kind = Kind,
                Title = Title,
                State = Name(_state),
                Progress = Math.Round(_progress, 4),
                RowsDone = _rowsDone,
                RowsTotal = _finishedAt is null ? _rowsTotal is { } total ? Math.Max(total, _rowsDone) : null : _rowsDone,
                RatePerS = time > 0 ? Math.Round(rows / time, 1) : null,
                FilesDone = _written?.Files,
                BytesDone = _written?.Bytes,
                BytesPerS = isRunning && _written is { } written && time > 0 ? Math.Round(Math.Max(0, written.Bytes - _begun.Bytes) / time, 1) : null,
                EtaMs = isRunning && share > 0.01 && _progress < 1 ? (long)(seconds * 1000 * (1 - _progress) / share) : null,
                Attempts = _attempts,
                CanResume = CanResume && _state is (JobState.Cancelled or JobState.Failed or JobState.Partial),
                Created = Created.ToString(),
                CreatedIso = Created.ToIso(),
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

    private UnixNanos Now => HybridClock.Now(_time);

    private void Finish(JobState state, JobOutcome? outcome)
    {
        if (_finished.Task.IsCompleted) return;
        _state = state;
        _outcome = outcome;
        _finishedAt = Now;
        if (state is JobState.Succeeded or JobState.Partial) _progress = 1;
        _finished.TrySetResult();
    }

    public static string Name(JobState state) => state switch
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

using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Flight;

/// <summary>
/// The recorder of frames: a fixed set of blocks in memory, filled by the feed and emptied by one loop that compresses them and appends
/// them to files. When no block is free entries are counted as lost, and the next block begins with that count.
/// </summary>
public sealed class FrameRecorder : IFrameRecorder, IAsyncDisposable
{
    /// <summary>A disk that refused is tried again after this.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<FrameBlock> _full;
    private readonly Stack<FrameBlock> _free;
    private readonly FrameRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SegmentFolder _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;

    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,   // one signal says all
        SingleReader = true,
    });

    private FrameBlock? _filling;
    private TaskCompletionSource? _flushed;
    private SegmentWriter? _segment;
    private UnixNanos _segmentStart;
    private int _number;
    private long? _brokenAt;
    private volatile bool _wantsPicture;
    private volatile bool _wantsSegment;
    private volatile string _endpoint = "";
    private volatile int _serverVersion;
    private volatile FrameRecorderStatus _status;
    private long _lost;
    private long _lostBytes;
    private UnixNanos _lostSince;
    private long _lostTotal;
    private long _frames;

    /// <summary>Begins to write; a folder that cannot be used shows in <see cref="Status"/> and is tried again.</summary>
    public FrameRecorder(FrameRecorderOptions options, TimeProvider time, ILogger<FrameRecorder> log)
    {
        (_options, _time, _log) = (options, time, log);
        _folder = new SegmentFolder(options.Directory);
        _full = new Queue<FrameBlock>(options.Blocks);
        _free = new Stack<FrameBlock>(options.Blocks);
        for (var i = 0; i < options.Blocks; i++) _free.Push(new FrameBlock(options.BlockBytes));
        _status = new FrameRecorderStatus(
            true, options.Directory, 0, options.MaxBytes, options.MaxAge, 0, default, default, 0, 0, null);
        _writing = WriteUntilStoppedAsync();
    }

    /// <inheritdoc/>
    public bool WantsPicture => _wantsPicture;

    /// <inheritdoc/>
    public FrameRecorderStatus Status
    {
        get
        {
            lock (_gate) return _status with { Frames = _frames, Lost = _lostTotal };
        }
    }

    /// <inheritdoc/>
    public void Describe(string endpoint, int serverVersion) => (_endpoint, _serverVersion) = (endpoint, serverVersion);

    /// <inheritdoc/>
    public void Write(FrameEntryKind kind, UnixNanos at, int connection, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            if (kind is FrameEntryKind.Received or FrameEntryKind.Sent) _frames++;
            if (BlockFor(at, body.Length) is { } block) block.Add(kind, at, connection, body);
            else Lose(1, body.Length, at);
        }
    }

    /// <inheritdoc/>
    public void WritePicture(UnixNanos at, int connection, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            if (_filling is { IsEmpty: false }) Seal();
            if (BlockFor(at, body.Length) is not { } block) return;   // it stays wanted
            block.BeginsSegment = _wantsSegment;
            block.Add(FrameEntryKind.Picture, at, connection, body);
            _wantsSegment = _wantsPicture = false;
        }
    }

    /// <summary>Completes when all that was written before the call is with the operating system, or is lost.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            done = _flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_filling is { IsEmpty: false }) Seal();
        }

        _signal.Writer.TryWrite(0);
        await done.Task.WaitAsync(ct);
    }

    /// <summary>Writes what is in memory and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _segment?.Dispose();
        _stop.Dispose();
    }

    private FrameBlock? BlockFor(UnixNanos at, int body)
    {
        if (_filling is { } block && (block.HasRoomFor(body) || block.IsEmpty))
        {
            block.Reserve(body);
            return block;
        }

        if (_filling is not null) Seal();
        if (!_free.TryPop(out var next)) return null;
        _filling = next;
        if (_lost > 0)
        {
            next.Add(FrameEntryKind.Loss, at, 0, FrameReader.LossBody(_lost, _lostBytes, _lostSince));
            (_lost, _lostBytes) = (0, 0);
            _wantsPicture = true;
        }

        next.Reserve(body);
        return next;
    }

    private void Seal()
    {
        _full.Enqueue(_filling!);
        _filling = null;
        _signal.Writer.TryWrite(0);
    }

    private void Lose(long entries, long bytes, UnixNanos since)
    {
        if (_lost == 0) _lostSince = since;
        _lost += entries;
        _lostBytes += bytes;
        _lostTotal += entries;
    }

    private async Task WriteUntilStoppedAsync()
    {
        await Task.Yield();
        var isStopping = false;
        while (true)
        {
            while (TakeBlock(out var block))
            {
                try
                {
                    if (IsPausing) Lose(block);
                    else Store(block);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Drop(block, e);
                }

                lock (_gate)
                {
                    block.Clear();
                    _free.Push(block);
                }
            }

            lock (_gate)
            {
                if (_full.Count == 0)
                {
                    _flushed?.TrySetResult();
                    _flushed = null;
                }
            }

            if (isStopping) return;
            var isOver = await WaitAsync();
            isStopping = _stop.IsCancellationRequested;
            if (!isOver && !isStopping) continue;
            lock (_gate)
                if (_filling is { IsEmpty: false }) Seal();
        }
    }

    /// <summary>Until a block is full, the flush interval is over or the end was asked for. True: the interval is over.</summary>
    private async Task<bool> WaitAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var pause = Task.Delay(_options.FlushInterval, _time, either.Token);
        var signal = _signal.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(pause, signal);
        if (signal.IsCompletedSuccessfully) _signal.Reader.TryRead(out _);
        var isOver = pause.IsCompletedSuccessfully;
        await either.CancelAsync();
        return isOver;
    }

    private bool IsPausing => _brokenAt is { } since && _time.GetElapsedTime(since) < RetryAfter;

    private bool TakeBlock(out FrameBlock block)
    {
        lock (_gate) return _full.TryDequeue(out block!);
    }

    private void Store(FrameBlock block)
    {
        if (_segment is null || block.BeginsSegment) Begin(block.First);
        _segment!.Write(block);
        var isDue = _segment.Length >= _options.SegmentBytes || block.Last - _segmentStart >= (long)_options.SegmentTime.TotalNanoseconds;
        if (isDue && !_wantsSegment) _wantsSegment = _wantsPicture = true;
        _folder.Set(new SegmentFile(_segment.Path, _number, _segment.Length, _segmentStart, block.Last));
        _brokenAt = null;
        _folder.Retain(_options.MaxBytes, new UnixNanos(Math.Max(0, block.Last.Value - (long)Math.Min(_options.MaxAge.TotalNanoseconds, long.MaxValue / 2))));
        ShowStatus(null);
    }

    private void Begin(UnixNanos start)
    {
        if (_segment is null) _folder.Load();
        _segment?.Dispose();
        _segment = null;
        var number = _folder.NextNumber();
        _segment = new SegmentWriter(_folder.PathOf(number, start), new SegmentHead
        {
            Product = _options.Product, Gateway = _endpoint, ServerVersion = _serverVersion, Start = start.ToString(), Segment = number,
        });
        (_number, _segmentStart) = (number, start);
    }

    private void Lose(FrameBlock block)
    {
        lock (_gate) Lose(block.Entries, block.Length, block.First);
    }

    /// <summary>The disk refused it: what it holds is lost, and a new file is tried after a while.</summary>
    private void Drop(FrameBlock block, Exception reason)
    {
        Lose(block);
        _segment?.Dispose();
        _segment = null;
        _brokenAt = _time.GetTimestamp();
        if (_status.Problem is null) FlightLog.CannotWrite(_log, _options.Directory, reason.Message);
        ShowStatus($"Frames cannot be written to {_options.Directory}: {reason.Message}");
    }

    private void ShowStatus(string? problem)
    {
        var files = _folder.Files;
        _status = _status with
        {
            Bytes = _folder.Bytes,
            Segments = files.Count,
            First = files.Count == 0 ? default : files[0].First,
            Last = files.Count == 0 ? default : files[^1].Last,
            Problem = problem,
        };
    }
}

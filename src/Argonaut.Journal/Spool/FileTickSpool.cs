using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Journal.Files;
using Argonaut.Journal.Frames;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Journal.Spool;

/// <summary>
/// The spool in files of one folder (decision 13). A batch is one frame; it is acknowledged when the file was flushed to the disk. After a
/// failed write or flush the file is never used again: the batch goes to a new one (faults.md 1.1, rule 2). The oldest is never deleted to
/// make room: a full spool refuses.
/// </summary>
public sealed class FileTickSpool : ITickSpool, IDisposable
{
    private static readonly int[] WarnPercent = [50, 80, 95];

    private readonly Lock _gate = new();
    private readonly ISegmentFiles _files;
    private readonly SpoolOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PayloadWriter _writer = new();
    private readonly List<Segment> _segments;
    private readonly ImmutableArray<SpoolDamage>.Builder _damages;
    private ISegmentFile? _active;
    private byte[] _read = new byte[4_096];
    private (long Segment, long Offset, long Index) _cursor;
    private long _bytes;
    private long _limit;
    private long _lastIndex;
    private long _storedIndex;
    private TickTotals _total;
    private TickTotals _stored;
    private string? _problem;
    private int _warned;
    private volatile SpoolStatus _status;

    private FileTickSpool(ISegmentFiles files, SpoolOptions options, TimeProvider time, ILogger log, SpoolScan scan)
    {
        _files = files;
        _options = options;
        _time = time;
        _log = log;
        _segments = scan.Segments;
        _damages = scan.Damages.ToBuilder();
        (_storedIndex, _stored) = (scan.StoredIndex, scan.Stored);
        // Where only a mark is left the indices go on after it: else it would cover what is yet to come.
        (_lastIndex, _total) = scan.LastIndex >= scan.StoredIndex ? (scan.LastIndex, scan.Total) : (scan.StoredIndex, scan.Stored);
        _bytes = _segments.Sum(s => s.Length);
        _limit = LimitNow();
        _status = Picture();
    }

    public SpoolStatus Status => _status;

    /// <summary>Reads what a former process left, cuts a torn end and names what is damaged.</summary>
    /// <param name="files">Is closed together with the spool.</param>
    /// <exception cref="SpoolUnavailableException">The folder cannot be read, or another version wrote it.</exception>
    public static FileTickSpool Open(ISegmentFiles files, SpoolOptions options, TimeProvider time, ILogger log)
    {
        try
        {
            var scan = new SpoolScan(files, log);
            scan.Run();
            if (scan.Segments.Count > 0 && scan.Manifest is var list && (list is null || list.Value.Last < scan.Segments[^1].Number))
                new SpoolManifest(list?.First ?? scan.Segments[0].Number, scan.Segments[^1].Number).Save(files);
            var spool = new FileTickSpool(files, options, time, log, scan);
            var status = spool.Status;
            if (spool._segments.Count > 0) SpoolLog.Opened(log, files.Location, spool._segments.Count, status.Bytes, status.WaitingTicks);
            return spool;
        }
        catch (IOException e)
        {
            throw new SpoolUnavailableException($"The spool in {files.Location} cannot be read: {e.Message}", e);
        }
    }

    public long Append(string source, StoreBatch batch)
    {
        lock (_gate)
        {
            var spooled = new SpooledBatch(_lastIndex + 1, source, batch, _total + batch.Ticks);
            _writer.Begin();
            BatchFrame.Write(_writer, spooled);
            var frame = _writer.End(FrameType.Batch);
            if (_bytes + frame.Length > _limit && _bytes + frame.Length > (_limit = LimitNow()))
                throw Refuse($"The spool {_files.Location} is full: {Megabytes(_bytes)} of {Megabytes(_limit)}. Make the store work again, "
                    + "or free disk space and raise ARGONAUT_SPOOL__MAX_BYTES.", null);
            WriteOrRefuse(frame);
            _segments[^1].Note(spooled.Index);
            _lastIndex = spooled.Index;
            _total = spooled.Total;
            _problem = null;
            Warn();
            _status = Picture();
            return spooled.Index;
        }
    }

    public SpooledBatch? Next(long after)
    {
        lock (_gate)
        {
            if (after >= _lastIndex) return null;
            if (after < _cursor.Index || _cursor.Segment == 0) _cursor = (_segments[0].Number, 0, 0);
            for (var i = _segments.FindIndex(s => s.Number >= _cursor.Segment); i >= 0 && i < _segments.Count; i++)
            {
                var segment = _segments[i];
                if (segment.Number != _cursor.Segment) _cursor = (segment.Number, 0, _cursor.Index);
                if (segment.LastIndex > after && NextIn(segment, after) is { } found) return found;
            }

            // What is left cannot be read any more, and its damage is noted: nobody must wait for it.
            (_storedIndex, _stored) = (_lastIndex, _total);
            _status = Picture();
            return null;
        }
    }

    public void MarkStored(SpooledBatch last)
    {
        lock (_gate)
        {
            if (last.Index <= _storedIndex) return;   // sent again to a server that had lost it
            var now = HybridClock.Now(_time);
            _writer.Begin();
            new StoredFrame(last.Index, last.Total, now).Write(_writer);
            try
            {
                Write(_writer.End(FrameType.Stored));
            }
            catch (IOException e)
            {
                // The watermark still tells what is stored; only batches without ticks would be sent again after a crash.
                SpoolLog.Refusing(_log, e.Message);
            }

            _storedIndex = last.Index;
            _stored = last.Total;
            foreach (var segment in _segments)
                if (segment.LastIndex <= last.Index) segment.StoredAt ??= now;
            TrimNow();
            _status = Picture();
        }
    }

    public void Trim()
    {
        lock (_gate)
        {
            TrimNow();
            _status = Picture();
        }
    }

    public void SaveNotes(RecorderNotes notes)
    {
        try
        {
            _files.Replace(NotesFile.Name, NotesFile.Write(notes));
        }
        catch (IOException e)
        {
            throw new SpoolUnavailableException($"What a start without the store needs cannot be noted in {_files.Location}: {e.Message}", e);
        }
    }

    public RecorderNotes? LoadNotes() => NotesFile.Load(_files);

    public void Dispose()
    {
        lock (_gate)
        {
            _active?.Dispose();
            _active = null;
            _files.Close();
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / (1024 * 1024)} MB";

    private long LimitNow() => Math.Clamp((long)((_files.FreeBytes + _bytes) * _options.MaxDiskShare), 0, _options.MaxBytes);

    private void WriteOrRefuse(ReadOnlySpan<byte> frame)
    {
        try
        {
            Write(frame);
        }
        catch (IOException e)
        {
            throw Refuse($"The spool {_files.Location} cannot be written: {e.Message}", e);
        }
    }

    private SpoolUnavailableException Refuse(string problem, Exception? reason)
    {
        if (_problem != problem) SpoolLog.Refusing(_log, problem);
        _problem = problem;
        _status = Picture();
        return new SpoolUnavailableException(problem, reason);
    }

    /// <summary>Writes and flushes one frame; once more in a new file when the first fails.</summary>
    private void Write(ReadOnlySpan<byte> frame)
    {
        try
        {
            WriteOnce(frame);
            return;
        }
        catch (IOException e) when (_active is not null)
        {
            Abandon(e);
        }

        try
        {
            WriteOnce(frame);
        }
        catch (IOException e) when (_active is not null)
        {
            Abandon(e);
            throw;
        }
    }

    private void Abandon(IOException reason)
    {
        SpoolLog.SegmentAbandoned(_log, _segments[^1].Name, reason.Message);
        CloseActive();
    }

    private void WriteOnce(ReadOnlySpan<byte> frame)
    {
        if (_active is null || _segments[^1].Length >= _options.SegmentBytes) Begin();
        _active!.Append(frame);
        _active.Flush();
        _segments[^1].Extend(frame.Length);
        _bytes += frame.Length;
    }

    private void Begin()
    {
        CloseActive();
        _limit = LimitNow();
        var segment = new Segment(_segments.Count == 0 ? 1 : _segments[^1].Number + 1) { Length = SegmentHeader.Bytes };
        Span<byte> header = stackalloc byte[SegmentHeader.Bytes];
        new SegmentHeader(segment.Number, _segments.Count == 0 ? 0 : _segments[^1].Length).Write(header);
        var file = _files.Create(segment.Name);
        try
        {
            file.Append(header);
            file.Flush();
            _files.FlushFolder();
            new SpoolManifest(_segments.Count == 0 ? segment.Number : _segments[0].Number, segment.Number).Save(_files);
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }

        _active = file;
        _segments.Add(segment);
        _bytes += segment.Length;
    }

    private void CloseActive()
    {
        _active?.Dispose();
        _active = null;
    }

    private SpooledBatch? NextIn(Segment segment, long after)
    {
        foreach (var (start, end) in segment.Parts)
        {
            var at = Math.Max(start, _cursor.Offset);
            while (at < end)
            {
                if (ReadFrame(segment, at, end, out var type) is not { } payload)
                {
                    var damage = new SpoolDamage(segment.Name, at, "It was whole when the program started and is not any more; batches from here on are lost.");
                    SpoolLog.Damaged(_log, damage.File, damage.Offset, damage.Detail);
                    _damages.Add(damage);
                    segment.IsDamaged = true;
                    at = end;
                    continue;
                }

                at += Frame.SizeOf(payload.Length);
                if (type != FrameType.Batch || BatchFrame.ReadHead(payload.Span).Index <= after) continue;
                var batch = BatchFrame.Read(payload.Span);
                _cursor = (segment.Number, at, batch.Index);
                return batch;
            }
        }

        return null;
    }

    private ReadOnlyMemory<byte>? ReadFrame(Segment segment, long at, long end, out FrameType type)
    {
        type = default;
        var head = _files.Read(segment.Name, at, _read.AsSpan(0, Frame.HeadBytes));
        if (!Frame.TryReadHead(_read.AsSpan(0, head), out type, out var payload)) return null;
        var size = Frame.SizeOf(payload);
        if (at + size > end) return null;
        if (_read.Length < size) _read = new byte[Math.Max(size, _read.Length * 2)];
        return _files.Read(segment.Name, at, _read.AsSpan(0, size)) == size && Frame.IsWhole(_read.AsSpan(0, size))
            ? _read.AsMemory(Frame.HeadBytes, payload) : null;
    }

    private void TrimNow()
    {
        var now = HybridClock.Now(_time);
        while (_segments.Count > 1 && IsOver(_segments[0], now))
        {
            var oldest = _segments[0];
            try
            {
                new SpoolManifest(_segments[1].Number, _segments[^1].Number).Save(_files);
                if (oldest.IsDamaged) _files.Rename(oldest.Name, oldest.Name + ".damaged");
                else _files.Delete(oldest.Name);
            }
            catch (IOException e)
            {
                SpoolLog.Refusing(_log, e.Message);
                return;
            }

            _segments.RemoveAt(0);
            _bytes -= oldest.Length;
            SpoolLog.Dropped(_log, oldest.Name);
        }
    }

    private bool IsOver(Segment segment, UnixNanos now) =>
        segment.LastIndex == 0 || (segment.LastIndex <= _storedIndex && segment.StoredAt is { } at && now - at >= _options.Keep.Ticks * 100);

    private void Warn()
    {
        var percent = (int)(100 * _bytes / Math.Max(1, _limit));
        var level = WarnPercent.LastOrDefault(p => percent >= p);
        if (level > _warned) SpoolLog.Filling(_log, level, _bytes, _limit);
        _warned = level;
    }

    private SpoolStatus Picture() => new(
        _files.Location, _bytes, _limit, _segments.FirstOrDefault(s => s.FirstIndex > 0)?.FirstIndex ?? _lastIndex + 1, _lastIndex, _storedIndex,
        _total - _stored, _problem, _damages.ToImmutable());
}

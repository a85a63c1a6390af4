using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Writing;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog;

/// <summary>
/// One export in progress: rows go in as they are streamed, ascending by <c>ts_init</c>; a file is published whenever a day is complete,
/// and the last one by <see cref="CompleteAsync"/>. Memory is constant. Disposing without completing deletes what was not published.
/// One caller at a time. Steps of a publication: faults.md 1.3.
/// </summary>
/// <typeparam name="T">MarketEvent, Bar or OrderBookDepthRow.</typeparam>
public sealed class DataExport<T> : IDisposable
    where T : struct
{
    private readonly string _root;
    private readonly string _folder;
    private readonly ExportRequest _request;
    private readonly ExportSettings _settings;
    private readonly RowConverter<T> _converter;
    private readonly IPublishListener? _listener;
    private readonly ParquetWriteOptions _options;
    private readonly ExportTally _tally = new();
    private readonly ImmutableArray<ExportedFile>.Builder _files = ImmutableArray.CreateBuilder<ExportedFile>();
    private readonly ImmutableArray<string> _warnings;
    private readonly ImmutableArray<string> _replaced;
    private PartialFile? _current;
    private UnixNanos _dayEnd;
    private UnixNanos _last;
    private long _rowsSource;
    private long _rowsInCurrent;
    private long _rowsWritten;
    private long _rowsSkipped;

    internal DataExport(
        string root, ExportRequest request, ExportSettings settings, RowConverter<T> converter, IPublishListener? listener,
        ImmutableArray<string> warnings)
    {
        _root = root;
        _request = request;
        _settings = settings;
        _converter = converter;
        _listener = listener;
        _warnings = warnings;
        _folder = CatalogPaths.Resolve(root, converter.Folder);
        _options = new ParquetWriteOptions { Codec = settings.Codec, Encodings = settings.Encodings, KeyValues = converter.KeyValues };
        _tally.CsvBytes = converter.CsvHeaderBytes;
        _replaced = settings.OnOverlap == OnOverlap.Replace ? FindReplaced() : [];
    }

    /// <summary>What has been published so far, also after an exception.</summary>
    public IReadOnlyList<ExportedFile> Files => _files;

    /// <summary>Up to the last day that is complete; null before the first. A later export may begin there.</summary>
    public ExportCheckpoint? Checkpoint { get; private set; }

    /// <summary>Rows taken so far, for progress.</summary>
    public long RowsSource => _rowsSource;

    /// <summary>Of the published files and the one that is being written, for progress.</summary>
    public long BytesWritten => _files.Sum(f => f.Bytes) + (_current?.BytesWritten ?? 0);

    /// <summary>Takes rows in order. The memory is free again when it returns.</summary>
    /// <exception cref="CatalogRefusedException">The rows are not sorted, or a file that is complete may not be published.</exception>
    /// <exception cref="IOException">The disk is full or gone, or a file did not read back as written; nothing of that file is left.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<T> rows, CancellationToken ct)
    {
        if (_rowsSource == 0 && rows.Length > 0) await CopyKeptAsync(beforeRange: true, ct);
        var at = 0;
        while (true)
        {
            at += Take(rows.Span[at..]);
            if (at == rows.Length) return;
            await PublishCurrentAsync(ct);
            Checkpoint = new ExportCheckpoint(_dayEnd, Outcome(), _converter.CsvHeaderBytes);
        }
    }

    /// <summary>Publishes the last file and says what was done. Without any row it says <c>no_data</c> and leaves no file.</summary>
    /// <exception cref="CatalogRefusedException">The last file may not be published.</exception>
    /// <exception cref="IOException">As of <see cref="AppendAsync"/>.</exception>
    public async Task<ExportOutcome> CompleteAsync(CancellationToken ct)
    {
        if (_rowsSource > 0) await CopyKeptAsync(beforeRange: false, ct);
        await PublishCurrentAsync(ct);
        await DeleteReplacedAsync(ct);
        return Outcome();
    }

    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
    }

    private ExportOutcome Outcome() => new()
    {
        DataType = _converter.Type.Name,
        Identifier = _converter.Identifier,
        RowsSource = _rowsSource,
        RowsWritten = _rowsWritten,
        RowsSkipped = _rowsSkipped,
        RowsRejected = _tally.Rejected,
        RejectedByReason = _tally.RejectedByReason,
        Rejects = _tally.Rejects,
        RowsAdjusted = _tally.AdjustedByColumn,
        Adjustments = _tally.Adjustments,
        Files = _files.ToImmutable(),
        BytesAsCsv = _rowsWritten + _rowsSkipped > 0 ? _tally.CsvBytes : 0,
        Warnings = _warnings,
        IsVerified = _settings.Verify,
    };

    // Takes rows until one belongs to the next day; returns how many.
    private int Take(ReadOnlySpan<T> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            var ts = _converter.TsInitOf(row);
            var partition = _converter.PartitionOf(row);
            if (_current is not null && partition >= _dayEnd) return i;
            _tally.Row = _rowsSource++;
            if (ts.Value < 0)
            {
                _tally.Reject(_converter.Identifier, "invalid_timestamp", "ts_init", ts.ToString(), ts, "is before 1970");
                continue;
            }

            if (ts < _last)
                throw new CatalogRefusedException(
                    "validation_failed", $"{_converter.Identifier}, row {_tally.Row}: ts_init {ts} is before {_last}; rows must be sorted.");
            _last = ts;
            if (partition < _request.From || partition >= _request.To)
            {
                _tally.Reject(_converter.Identifier, "outside_range", "ts_init", ts.ToString(), ts, "is outside the range that was asked for");
                continue;
            }

            var file = _current ??= Open(ts, partition);
            if (!_converter.TryAppend(row, file.Writer.Columns, _tally)) continue;
            file.RowAppended(ts);
            _rowsInCurrent++;
        }

        return rows.Length;
    }

    private PartialFile Open(UnixNanos ts, UnixNanos partition)
    {
        _dayEnd = _request.DayEnd(partition);
        return new PartialFile(_folder, ts, _converter.Schema, _options);
    }

    private async Task PublishCurrentAsync(CancellationToken ct)
    {
        if (_current is not { } partial) return;
        ct.ThrowIfCancellationRequested();
        try
        {
            // All rows of the day were refused: no rows, no file.
            if (partial.IsEmpty) return;
            partial.Finish();
            var path = Path.Combine(_folder, partial.Interval.FileName);
            var state = Settle(partial, path);
            var file = new ExportedFile(
                $"{_converter.Folder}/{partial.Interval.FileName}", partial.Writer.Rows, partial.Writer.Bytes, partial.Sha256, partial.Writer.RowGroups,
                partial.First, partial.Last, state);
            if (state == ExportedFileState.Written)
            {
                if (_settings.Verify) partial.Verify();
                if (_listener is not null) await _listener.PublishingAsync(file, ct);
                partial.Publish(path);

                // The file is public: the ledger must hear of it even when the caller has stopped waiting.
                if (_listener is not null) await _listener.PublishedAsync(file, CancellationToken.None);
            }

            _files.Add(file);
            if (state == ExportedFileState.Skipped) _rowsSkipped += _rowsInCurrent;
            else _rowsWritten += _rowsInCurrent;
            _rowsInCurrent = 0;
        }
        finally
        {
            Dispose();
        }
    }

    // Decides what becomes of a complete file beside the files that are there.
    private ExportedFileState Settle(PartialFile partial, string path)
    {
        if (File.Exists(path) && ExistingFiles.Sha256(path) == partial.Sha256) return ExportedFileState.Unchanged;
        foreach (var (other, interval) in ExistingFiles.In(_folder))
        {
            if (!interval.Overlaps(partial.Interval) || _replaced.Contains(other)) continue;
            if (_settings.OnOverlap == OnOverlap.Skip) return ExportedFileState.Skipped;
            throw new CatalogRefusedException(
                "catalog_overlap",
                $"{_converter.Identifier}: the interval {partial.Interval.FileName} overlaps the existing file {Path.GetFileName(other)}.",
                $"{_converter.Folder}/{Path.GetFileName(other)}");
        }

        return ExportedFileState.Written;
    }

    private ImmutableArray<string> FindReplaced() =>
    [
        .. from file in ExistingFiles.In(_folder)
           where _converter.PartitionOf(file.Interval.End) >= _request.From && _converter.PartitionOf(file.Interval.Start) < _request.To
           select file.Path,
    ];

    // Rows of replaced files outside the range that was asked for are kept: the union takes the place of the old files.
    private async Task CopyKeptAsync(bool beforeRange, CancellationToken ct)
    {
        foreach (var path in _replaced)
        {
            using var reader = ParquetReader.Open(path);
            if (CatalogTarget.SchemaDifference(reader.Schema, _converter.Schema) is { } difference)
                throw new CatalogRefusedException("conflict", $"The existing file {reader.Name} cannot be merged: {difference}.");
            var time = reader.Schema.IndexOf("ts_init");
            using var set = new ColumnSet(reader.Schema);
            for (var group = 0; group < reader.Metadata.RowGroups.Length; group++)
            {
                for (var column = 0; column < set.Columns.Length; column++) reader.ReadColumn(group, column, set.Columns[column]);
                for (var row = 0; row < set.Columns[time].Count; row++)
                {
                    var ts = new UnixNanos(set.Columns[time].Int64[row]);
                    var partition = _converter.PartitionOf(ts);
                    if (beforeRange ? partition >= _request.From : partition < _request.To) continue;
                    if (_current is not null && partition >= _dayEnd) await PublishCurrentAsync(ct);
                    var file = _current ??= Open(ts, partition);
                    for (var column = 0; column < set.Columns.Length; column++) file.Writer.Columns[column].AppendFrom(set.Columns[column], row, 1);
                    file.RowAppended(ts);
                    _last = ts;
                }
            }
        }
    }

    private async Task DeleteReplacedAsync(CancellationToken ct)
    {
        foreach (var path in _replaced)
        {
            var relative = $"{_converter.Folder}/{Path.GetFileName(path)}";
            if (_rowsSource == 0 || _files.Any(f => f.Path == relative)) continue;
            File.Delete(path);
            DirectoryFlush.Flush(_folder);
            if (_listener is not null) await _listener.RemovedAsync(relative, ct);
        }
    }
}

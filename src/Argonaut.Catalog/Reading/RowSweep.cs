using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// The trades, quotes or bars of one identifier, row group by row group from one end of a range of time towards the other. Files may overlap and rows
/// may lie in any order: <see cref="Rest"/> tells up to where nothing is missing. What lies outside of the range by its statistics is not read.
/// One caller.
/// </summary>
public sealed class RowSweep : IDisposable
{
    /// <summary>Of one row group: more are not decoded at once.</summary>
    public const int MostGroupRows = 1 << 20;

    private static readonly string[] TradeColumns = ["price", "size", "aggressor_side", "ts_event", "ts_init"];
    private static readonly string[] QuoteColumns = ["bid_price", "ask_price", "bid_size", "ask_size", "ts_event", "ts_init"];
    private static readonly string[] BarColumns = ["open", "high", "low", "close", "volume", "ts_event", "ts_init"];

    private readonly string _root;
    private readonly FileInterval _range;
    private readonly bool _isDescending;
    private readonly (int Price, int Size) _scales;
    private readonly Timeframe? _timeframe;
    private readonly Queue<(string Path, FileInterval? Times)> _files;
    private readonly List<MarketEvent> _ticks = [];
    private readonly List<Bar> _bars = [];
    private Queue<(int Group, FileInterval? Times)> _groups = [];
    private OpenFile? _open;

    /// <param name="root">Of the catalog.</param>
    /// <param name="item">Trades, quotes, or bars of a length that is known (<see cref="CatalogItem.Timeframe"/>).</param>
    /// <param name="scales">Of the mantissas.</param>
    /// <param name="range">Of the times of the rows (<see cref="CatalogFileInfo.Times"/>), closed.</param>
    /// <param name="isDescending">The newest first.</param>
    public RowSweep(string root, CatalogItem item, (int Price, int Size) scales, FileInterval range, bool isDescending)
    {
        (_root, _scales, _range, _isDescending, _timeframe) = (root, scales, range, isDescending, item.Timeframe);
        _files = Ordered(item.Files.Select(f => (f.Path, f.Times)));
    }

    /// <summary>Of the row group that was read last, in its order. The list is reused.</summary>
    public IReadOnlyList<MarketEvent> Ticks => _ticks;

    /// <inheritdoc cref="Ticks"/>
    public IReadOnlyList<Bar> Bars => _bars;

    /// <summary>Rows that were read so far, those that could not be used among them.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that could not be used so far.</summary>
    public long Refused { get; private set; }

    /// <summary>Why the first of them could not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What is still to be read has no earlier time, descending no later one. Null: all of the range was read.</summary>
    public UnixNanos? Rest
    {
        get
        {
            UnixNanos? group = _groups.TryPeek(out var nextGroup) ? NearEnd(nextGroup.Times) : null;
            UnixNanos? file = _files.TryPeek(out var nextFile) ? NearEnd(nextFile.Times) : null;
            if (group is not { } a || file is not { } b) return group ?? file;
            return (a > b) == _isDescending ? a : b;
        }
    }

    /// <summary>Reads the next row group; false when the range is read.</summary>
    /// <exception cref="CatalogRefusedException">A file cannot be read, or a row group is too large (<c>validation_failed</c>).</exception>
    public bool Next()
    {
        var path = _open?.Path ?? "";
        try
        {
            while (_groups.Count == 0)
            {
                if (!_files.TryDequeue(out var next)) return false;
                path = next.Path;
                Open(path);
            }

            Read(_groups.Dequeue().Group);
            return true;
        }
        catch (Exception e) when (e is ParquetFormatException or IOException or UnauthorizedAccessException)
        {
            var reason = e is ParquetFormatException damaged ? damaged.Message : $"{Path.GetFileName(path)}: The file cannot be opened.";
            throw new CatalogRefusedException("validation_failed", $"{Path.GetDirectoryName(path)?.Replace('\\', '/')}/{reason}", path);
        }
    }

    public void Dispose()
    {
        _open?.Dispose();
        _open = null;
    }

    private void Open(string path)
    {
        Dispose();
        _open = new OpenFile(path, CatalogFile.Open(Path.Combine(_root, path)));
        var file = _open.File;
        _open.Batch = new CatalogBatch(file, file.Type == CatalogType.TradeTick ? TradeColumns : file.Type == CatalogType.QuoteTick ? QuoteColumns : BarColumns);
        if (_timeframe is { } timeframe) _open.Bars = new BarDecoder(file, default, timeframe, _scales.Price, _scales.Size);
        else _open.Ticks = new TickDecoder(file, default, _scales.Price, _scales.Size);
        _groups = Ordered(Enumerable.Range(0, file.Parquet.Metadata.RowGroups.Length).Select(group => (group, RowTimes.Of(file, group))));
    }

    private void Read(int group)
    {
        var (file, batch) = (_open!.File, _open.Batch!);
        var groups = file.Parquet.Metadata.RowGroups;
        if (groups[group].Rows > MostGroupRows)
            throw new ParquetFormatException($"Row group {group} has {groups[group].Rows} rows; at most {MostGroupRows} are read at once.", file: file.Parquet.Name);
        _ticks.Clear();
        _bars.Clear();
        batch.Read(group, groups.Take(group).Sum(g => (long)g.Rows));
        Rows += batch.Rows;
        _open.Ticks?.Decode(batch, _ticks, Refuse);
        if (_open.Bars is { } bars) _bars.AddRange(bars.Read(batch, Refuse));
    }

    private void Refuse(string reason)
    {
        Refused++;
        Refusal ??= reason;
    }

    private Queue<(T Of, FileInterval? Times)> Ordered<T>(IEnumerable<(T Of, FileInterval? Times)> all)
    {
        var wanted = all.Where(one => one.Times is not { } times || times.Overlaps(_range));
        return new(_isDescending ? wanted.OrderByDescending(one => NearEnd(one.Times)) : wanted.OrderBy(one => NearEnd(one.Times)));
    }

    /// <summary>What does not say where it lies may lie anywhere.</summary>
    private UnixNanos NearEnd(FileInterval? times) => _isDescending ? times?.End ?? UnixNanos.MaxValue : times?.Start ?? UnixNanos.Zero;

    private sealed class OpenFile(string path, CatalogFile file) : IDisposable
    {
        public string Path { get; } = path;

        public CatalogFile File { get; } = file;

        public CatalogBatch? Batch { get; set; }

        public TickDecoder? Ticks { get; set; }

        public BarDecoder? Bars { get; set; }

        public void Dispose()
        {
            Batch?.Dispose();
            File.Dispose();
        }
    }
}

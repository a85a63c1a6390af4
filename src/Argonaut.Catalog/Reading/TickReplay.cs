using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// Plays the trades and quotes of a catalog as one stream ordered by <c>ts_init</c>, mantissas at scale 8. Ties keep this order: trades
/// before quotes, then instruments by id, then file order. Each instrument's files of a kind must not overlap.
/// </summary>
public sealed class TickReplay
{
    private readonly ImmutableArray<ImmutableArray<string>> _series;
    private readonly ImmutableArray<InstrumentKey> _keys;
    private readonly ImmutableArray<MarketEventKind> _kinds;
    private readonly FileInterval _range;

    private TickReplay(
        ImmutableArray<ReplayInstrument> instruments,
        ImmutableArray<ImmutableArray<string>> series,
        ImmutableArray<InstrumentKey> keys,
        ImmutableArray<MarketEventKind> kinds,
        FileInterval range)
    {
        Instruments = instruments;
        _series = series;
        _keys = keys;
        _kinds = kinds;
        _range = range;
    }

    /// <summary>The instrument of each event's key; keys count from 1 in this order.</summary>
    public ImmutableArray<ReplayInstrument> Instruments { get; }

    /// <summary>Finds the files of a catalog and reads their metadata.</summary>
    /// <param name="root">The catalog: the folder that holds <c>data/</c>.</param>
    /// <param name="instruments">Instrument ids; null for all.</param>
    /// <param name="range">Closed range of <c>ts_init</c>; null for all.</param>
    /// <exception cref="ParquetFormatException">A file of the selection does not open, has no precisions, or two files of it overlap.</exception>
    public static TickReplay Open(string root, IReadOnlyCollection<string>? instruments = null, FileInterval? range = null)
    {
        var paths = CatalogFiles.Of(root, CatalogType.TradeTick).Concat(CatalogFiles.Of(root, CatalogType.QuoteTick));
        return OpenFiles(paths, instruments, range);
    }

    /// <summary>As <see cref="Open"/> for files of trades or quotes wherever they lie.</summary>
    /// <exception cref="ParquetFormatException">A file of the selection does not open, holds no ticks, or two files of it overlap.</exception>
    public static TickReplay OpenFiles(IEnumerable<string> paths, IReadOnlyCollection<string>? instruments = null, FileInterval? range = null)
    {
        var wanted = range ?? new FileInterval(UnixNanos.Zero, UnixNanos.MaxValue);
        var found = new List<(string Id, bool IsQuote, string Path, int Price, int Size)>();
        foreach (var path in paths)
        {
            using var file = CatalogFile.Open(path);
            if (file.InstrumentId is not { } id || (instruments is not null && !instruments.Contains(id))) continue;
            _ = new TickDecoder(file, default);
            found.Add((id, file.Type == CatalogType.QuoteTick, path, file.PricePrecision, file.SizePrecision));
        }

        var ids = found.GroupBy(f => f.Id).OrderBy(g => g.Key, StringComparer.Ordinal).ToImmutableArray();
        var list = ids.Select((g, i) => new ReplayInstrument(
            new InstrumentKey(i + 1), InstrumentId.Parse(g.Key), (byte)g.Max(f => f.Price), (byte)g.Max(f => f.Size))).ToImmutableArray();
        var series = found
            .GroupBy(f => (f.IsQuote, f.Id))
            .OrderBy(g => g.Key.IsQuote).ThenBy(g => g.Key.Id, StringComparer.Ordinal)
            .Select(g => (
                Key: list.First(i => i.Id.Value == g.Key.Id).Key,
                Kind: g.Key.IsQuote ? MarketEventKind.Quote : MarketEventKind.Trade,
                Paths: g.Select(f => f.Path).Order(StringComparer.Ordinal).ToImmutableArray()))
            .ToImmutableArray();
        return new TickReplay(list, [.. series.Select(s => s.Paths)], [.. series.Select(s => s.Key)], [.. series.Select(s => s.Kind)], wanted);
    }

    /// <summary>The events of each instrument and kind on their own, each in order.</summary>
    public IEnumerable<(ReplayInstrument Instrument, MarketEventKind Kind, IEnumerable<MarketEvent> Events)> Series()
    {
        for (var i = 0; i < _series.Length; i++)
            yield return (Instruments[_keys[i].Value - 1], _kinds[i], ReadSeries(_series[i], _keys[i]));
    }

    /// <summary>All events of the range in order. Files are read row group by row group; a file that is not sorted is read whole.</summary>
    /// <exception cref="ParquetFormatException">A page is damaged, a value is not representable, or files overlap.</exception>
    public IEnumerable<MarketEvent> Read()
    {
        var queue = new PriorityQueue<(IEnumerator<MarketEvent> Source, int Order), (long TsInit, int Order)>();
        try
        {
            for (var i = 0; i < _series.Length; i++)
            {
                var source = ReadSeries(_series[i], _keys[i]).GetEnumerator();
                if (source.MoveNext()) queue.Enqueue((source, i), (source.Current.TsInit.Value, i));
                else source.Dispose();
            }

            while (queue.TryPeek(out var next, out _))
            {
                yield return next.Source.Current;
                if (next.Source.MoveNext())
                {
                    queue.DequeueEnqueue(next, (next.Source.Current.TsInit.Value, next.Order));
                    continue;
                }

                queue.Dequeue().Source.Dispose();
            }
        }
        finally
        {
            while (queue.TryDequeue(out var left, out _)) left.Source.Dispose();
        }
    }

    private IEnumerable<MarketEvent> ReadSeries(ImmutableArray<string> paths, InstrumentKey key)
    {
        var last = UnixNanos.Zero;
        foreach (var path in paths)
        {
            using var file = CatalogFile.Open(path);
            if (file.TryGetTsInitBounds(out var bounds) && !bounds.Overlaps(_range)) continue;
            foreach (var tick in TickFileRows.Read(file, new TickDecoder(file, key), _range))
            {
                if (tick.TsInit < last) throw new ParquetFormatException("The file overlaps the one before it.", file: file.Parquet.Name);
                last = tick.TsInit;
                if (tick.TsInit >= _range.Start && tick.TsInit <= _range.End) yield return tick;
            }
        }
    }
}

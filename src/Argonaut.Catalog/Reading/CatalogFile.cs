using System.Collections.Frozen;
using System.Globalization;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Domain;
using Argonaut.Parquet;
using Argonaut.Parquet.Arrow;

namespace Argonaut.Catalog.Reading;

/// <summary>
/// One file of a NautilusTrader catalog: what it is, by its own metadata and columns first and its folder last (nautilus-catalog.md 1,
/// 2.4, 4.4). Any schema opens; what cannot be read as its type says so when it is read. Not thread-safe.
/// </summary>
public sealed class CatalogFile : IDisposable
{
    private CatalogFile(string path, ParquetReader parquet)
    {
        Path = path;
        Parquet = parquet;
        Metadata = ReadMetadata(parquet);
        var folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) ?? "";
        var parent = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(path))) ?? "";
        Type = DetectType(folder, parent);
        Profile = DetectProfile(parquet.Schema);
        PricePrecision = Precision("price_precision");
        SizePrecision = Precision("size_precision");
        BarType = Metadata.GetValueOrDefault("bar_type") ?? (Type == CatalogType.Bar ? folder : null);
        InstrumentId = Metadata.GetValueOrDefault("instrument_id")
            ?? (BarType is not null && Identifiers.TrySplitBarType(BarType, out var id, out _) ? id : null);
        Identifier = BarType ?? InstrumentId ?? folder;
    }

    public string Path { get; }

    public ParquetReader Parquet { get; }

    public CatalogType Type { get; }

    /// <summary>Null when no column tells: instruments, status and other types without prices.</summary>
    public CatalogProfile? Profile { get; }

    /// <summary>The union of footer entries and the metadata inside <c>ARROW:schema</c>; a footer entry wins.</summary>
    public FrozenDictionary<string, string> Metadata { get; }

    /// <summary>Of the metadata; the folder only when the metadata has none, because a folder has lost its slashes.</summary>
    public string Identifier { get; }

    public string? InstrumentId { get; }

    public string? BarType { get; }

    /// <summary>-1 when the file does not say.</summary>
    public int PricePrecision { get; }

    /// <summary>-1 when the file does not say.</summary>
    public int SizePrecision { get; }

    public long Rows => Parquet.Metadata.Rows;

    /// <exception cref="ParquetFormatException">The file is no Parquet file, or its footer is damaged.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static CatalogFile Open(string path) => Wrap(path, ParquetReader.Open(path));

    /// <exception cref="ParquetFormatException">The bytes are no Parquet file, or the footer is damaged.</exception>
    public static CatalogFile Open(ReadOnlyMemory<byte> bytes, string path) => Wrap(path, ParquetReader.Open(bytes, System.IO.Path.GetFileName(path)));

    /// <summary>False when the file does not open or has no price column.</summary>
    public static bool TryDetectProfile(string path, out CatalogProfile profile)
    {
        profile = default;
        try
        {
            using var reader = ParquetReader.Open(path);
            if (DetectProfile(reader.Schema) is not { } found) return false;
            profile = found;
            return true;
        }
        catch (Exception e) when (e is ParquetFormatException or IOException)
        {
            return false;
        }
    }

    /// <summary>The smallest and largest <c>ts_init</c> by the statistics; false when a row group has none.</summary>
    public bool TryGetTsInitBounds(out FileInterval bounds)
    {
        bounds = default;
        var column = Parquet.Schema.IndexOf("ts_init");
        if (column < 0 || Parquet.Metadata.RowGroups.IsEmpty) return false;
        long min = long.MaxValue, max = long.MinValue;
        for (var group = 0; group < Parquet.Metadata.RowGroups.Length; group++)
        {
            if (!Parquet.TryGetBounds(group, column, out var low, out var high)) return false;
            min = Math.Min(min, low);
            max = Math.Max(max, high);
        }

        if (min < 0) return false;
        bounds = new FileInterval(new UnixNanos(min), new UnixNanos(max));
        return true;
    }

    /// <summary>
    /// Row group after row group. The batch is reused: it holds until the next one is asked for. Only row groups that may hold a
    /// <c>ts_init</c> of the closed range are read, and only the named columns (all when null).
    /// </summary>
    /// <exception cref="ParquetFormatException">A page is damaged, or a named column does not exist.</exception>
    public IEnumerable<CatalogBatch> ReadBatches(FileInterval? range = null, IReadOnlyCollection<string>? columns = null)
    {
        var time = Parquet.Schema.IndexOf("ts_init");
        var groups = range is { } wanted && time >= 0
            ? Parquet.RowGroupsBetween(time, wanted.Start.Value, wanted.End.Value)
            : Enumerable.Range(0, Parquet.Metadata.RowGroups.Length);
        using var batch = new CatalogBatch(this, columns);
        long first = 0;
        var next = 0;
        foreach (var group in groups)
        {
            for (; next < group; next++) first += Parquet.Metadata.RowGroups[next].Rows;
            batch.Read(group, first);
            yield return batch;
        }
    }

    public void Dispose() => Parquet.Dispose();

    private static CatalogFile Wrap(string path, ParquetReader parquet)
    {
        try
        {
            return new CatalogFile(path, parquet);
        }
        catch (ParquetFormatException e)
        {
            parquet.Dispose();
            throw new ParquetFormatException(e.Reason, e.Offset, parquet.Name);
        }
    }

    private static FrozenDictionary<string, string> ReadMetadata(ParquetReader parquet)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parquet.Metadata.Find(ArrowSchemaReader.Key) is { } arrow)
            foreach (var (key, value) in ArrowSchemaReader.Read(arrow).Metadata) all[key] = value;
        foreach (var (key, value) in parquet.Metadata.KeyValues)
            if (key != ArrowSchemaReader.Key) all[key] = value;
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private CatalogType DetectType(string folder, string parent)
    {
        var name = Metadata.GetValueOrDefault("class") ?? Metadata.GetValueOrDefault("type");
        if (name is not null)
            foreach (var type in CatalogType.All)
                if (type.InstrumentClass == name) return type;
        foreach (var candidate in new[] { parent, folder })
            if (CatalogType.TryFind(candidate, out var byFolder)) return byFolder;
        foreach (var type in MarketSchemas.Types)
        {
            var wanted = MarketSchemas.Columns(type);
            if (wanted.Length == Parquet.Schema.Columns.Length && wanted.Select((c, i) => Parquet.Schema.Columns[i].Name == c.Name).All(same => same))
                return type;
        }

        return CatalogType.Other(parent.Length > 0 ? parent : folder);
    }

    private static CatalogProfile? DetectProfile(ParquetSchema schema)
    {
        foreach (var column in schema.Columns)
        {
            if (column.Logical is { Kind: LogicalTypeKind.Decimal } || column.Converted == ConvertedType.Decimal) return CatalogProfile.V2;
            if (column.Name == "ts_init" && column.Logical is { Kind: LogicalTypeKind.Timestamp }) return CatalogProfile.V2;
            if (column.Type == PhysicalType.FixedLenByteArray) return column.TypeLength == 8 ? CatalogProfile.V1Sp : CatalogProfile.V1Hp;
            if (column.Type == PhysicalType.Int64 && column.Name is "price" or "bid_price" or "open" or "value") return CatalogProfile.V1Sp;
        }

        return null;
    }

    private int Precision(string key) =>
        int.TryParse(Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= 16 ? value : -1;
}

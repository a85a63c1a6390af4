using System.Collections.Immutable;
using Argonaut.Catalog.Layout;
using Argonaut.Domain;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Turns records of one kind into rows of one kind of file, or refuses them with a reason.</summary>
internal abstract class RowConverter<T>
    where T : struct
{
    public abstract CatalogType Type { get; }

    /// <summary>Instrument id or bar type.</summary>
    public abstract string Identifier { get; }

    /// <summary>Folder of the files, relative to the export directory, with forward slashes.</summary>
    public abstract string Folder { get; }

    public abstract ParquetSchema Schema { get; }

    public abstract ImmutableArray<KeyValuePair<string, string>> KeyValues { get; }

    public abstract int CsvHeaderBytes { get; }

    /// <summary>The instant that decides which range and which day a row belongs to: <c>ts_init</c>, of bars the open.</summary>
    public virtual UnixNanos PartitionOf(in T row) => TsInitOf(row);

    /// <summary>As <see cref="PartitionOf(in T)"/> for a row that is in a file already.</summary>
    public virtual UnixNanos PartitionOf(UnixNanos tsInit) => tsInit;

    public abstract UnixNanos TsInitOf(in T row);

    /// <summary>Appends the row to the columns, or counts it as refused and appends nothing.</summary>
    public abstract bool TryAppend(in T row, ImmutableArray<ColumnValues> columns, ExportTally tally);
}

using System.Collections.Immutable;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Writing;

/// <summary>Buffers for all columns of a schema, disposed together.</summary>
internal sealed class ColumnSet(ParquetSchema schema) : IDisposable
{
    public ImmutableArray<ColumnValues> Columns { get; } = [.. schema.Columns.Select(c => new ColumnValues(c))];

    public void Dispose()
    {
        foreach (var column in Columns) column.Dispose();
    }
}

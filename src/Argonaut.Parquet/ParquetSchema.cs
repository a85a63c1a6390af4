using System.Collections.Immutable;

namespace Argonaut.Parquet;

/// <summary>The leaves of a file, in order.</summary>
public sealed class ParquetSchema(ImmutableArray<ParquetColumn> columns)
{
    public ImmutableArray<ParquetColumn> Columns { get; } = columns;

    /// <summary>The place of a column, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Length; i++)
            if (Columns[i].Name == name) return i;
        return -1;
    }
}

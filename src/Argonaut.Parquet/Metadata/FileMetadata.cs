using System.Collections.Immutable;

namespace Argonaut.Parquet.Metadata;

/// <summary>The footer of a file.</summary>
public sealed record FileMetadata
{
    public required int Version { get; init; }

    public required ParquetSchema Schema { get; init; }

    public required long Rows { get; init; }

    public required ImmutableArray<RowGroupMetadata> RowGroups { get; init; }

    /// <summary>In file order; a key without a value has the empty text.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> KeyValues { get; init; }

    public string CreatedBy { get; init; } = "";

    /// <summary>Without it minimum and maximum of the statistics say nothing.</summary>
    public bool HasColumnOrders { get; init; }

    public string? Find(string key)
    {
        foreach (var (name, value) in KeyValues)
            if (name == key) return value;
        return null;
    }
}

using System.Collections.Immutable;

namespace Argonaut.Parquet.Metadata;

/// <summary>A horizontal part of a file: one chunk per column.</summary>
public sealed record RowGroupMetadata(ImmutableArray<ColumnChunkMetadata> Columns, int Rows, long TotalByteSize);

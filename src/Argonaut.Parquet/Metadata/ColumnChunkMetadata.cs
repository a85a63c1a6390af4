using System.Collections.Immutable;

namespace Argonaut.Parquet.Metadata;

/// <summary>Where a column's values of one row group are and how they are stored.</summary>
public sealed record ColumnChunkMetadata
{
    public required PhysicalType Type { get; init; }

    public required ImmutableArray<int> Encodings { get; init; }

    /// <summary>Dotted path from the root.</summary>
    public required string Path { get; init; }

    public required ParquetCodec Codec { get; init; }

    public required long Values { get; init; }

    public required long UncompressedSize { get; init; }

    /// <summary>Bytes on disk, with page headers.</summary>
    public required long CompressedSize { get; init; }

    public required long DataPageOffset { get; init; }

    public long? DictionaryPageOffset { get; init; }

    public ColumnStatistics? Statistics { get; init; }

    /// <summary>The first byte of the chunk.</summary>
    public long Start => DictionaryPageOffset is { } dictionary and > 0 && dictionary < DataPageOffset ? dictionary : DataPageOffset;
}

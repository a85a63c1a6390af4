using System.Collections.Immutable;

namespace Argonaut.Parquet;

/// <summary>How a file is written. The same options and values give the same bytes.</summary>
public sealed record ParquetWriteOptions
{
    /// <summary>Uncompressed, Snappy, Gzip or Zstd (raw blocks, which compress nothing).</summary>
    public ParquetCodec Codec { get; init; } = ParquetCodec.Snappy;

    public ParquetEncodings Encodings { get; init; } = ParquetEncodings.Compact;

    public int RowGroupRows { get; init; } = 5_000;

    /// <summary>Footer entries; written in ordinal key order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> KeyValues { get; init; } = [];
}

namespace Argonaut.Parquet;

/// <summary>What a file may ask of the reader. Every limit is checked before memory is taken.</summary>
public sealed record ParquetLimits
{
    public static ParquetLimits Default { get; } = new();

    public int FooterBytes { get; init; } = 64 << 20;

    /// <summary>Of one page, before and after decompression.</summary>
    public int PageBytes { get; init; } = 256 << 20;

    /// <summary>Of one column chunk on disk.</summary>
    public int ChunkBytes { get; init; } = 512 << 20;

    /// <summary>Of one decoded column chunk in memory.</summary>
    public int ColumnBytes { get; init; } = 1 << 30;

    public int RowGroupRows { get; init; } = 1 << 24;

    public int Columns { get; init; } = 4_096;

    public int SchemaDepth { get; init; } = 32;
}

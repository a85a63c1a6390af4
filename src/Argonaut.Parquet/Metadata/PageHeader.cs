namespace Argonaut.Parquet.Metadata;

/// <summary>What stands before a page's body. Lengths of levels are -1 for data page V1.</summary>
internal record struct PageHeader
{
    public const int DataPage = 0;
    public const int IndexPage = 1;
    public const int DictionaryPage = 2;
    public const int DataPageV2 = 3;

    public int Type;
    public int UncompressedSize;
    public int CompressedSize;
    public int Values;
    public ParquetEncoding Encoding;
    public ParquetEncoding DefinitionLevelEncoding;
    public int Nulls;
    public int DefinitionLevelsLength;
    public int RepetitionLevelsLength;
    public bool IsCompressed;
    public uint? Crc;
}

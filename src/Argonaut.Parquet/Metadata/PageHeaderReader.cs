using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet.Metadata;

/// <summary>Reads the Thrift struct before each page.</summary>
internal static class PageHeaderReader
{
    public static PageHeader Read(ref CompactReader reader)
    {
        var header = new PageHeader { Type = -1, UncompressedSize = -1, CompressedSize = -1, Values = -1, IsCompressed = true };
        header.DefinitionLevelsLength = header.RepetitionLevelsLength = -1;
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            switch (id)
            {
                case 1:
                    header.Type = reader.ReadI32(type);
                    break;
                case 2:
                    header.UncompressedSize = reader.ReadI32(type);
                    break;
                case 3:
                    header.CompressedSize = reader.ReadI32(type);
                    break;
                case 4:
                    header.Crc = (uint)reader.ReadI32(type);
                    break;
                case 5:
                    reader.ExpectStruct(type);
                    ReadData(ref reader, ref header);
                    break;
                case 7:
                    reader.ExpectStruct(type);
                    ReadDictionary(ref reader, ref header);
                    break;
                case 8:
                    reader.ExpectStruct(type);
                    ReadDataV2(ref reader, ref header);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return header;
    }

    private static void ReadData(ref CompactReader reader, ref PageHeader header)
    {
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            if (id == 1) header.Values = reader.ReadI32(type);
            else if (id == 2) header.Encoding = (ParquetEncoding)reader.ReadI32(type);
            else if (id == 3) header.DefinitionLevelEncoding = (ParquetEncoding)reader.ReadI32(type);
            else reader.Skip(type);
        }
    }

    private static void ReadDictionary(ref CompactReader reader, ref PageHeader header)
    {
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            if (id == 1) header.Values = reader.ReadI32(type);
            else if (id == 2) header.Encoding = (ParquetEncoding)reader.ReadI32(type);
            else reader.Skip(type);
        }
    }

    private static void ReadDataV2(ref CompactReader reader, ref PageHeader header)
    {
        header.DefinitionLevelsLength = header.RepetitionLevelsLength = 0;
        var id = 0;
        while (reader.NextField(ref id, out var type))
        {
            switch (id)
            {
                case 1:
                    header.Values = reader.ReadI32(type);
                    break;
                case 2:
                    header.Nulls = reader.ReadI32(type);
                    break;
                case 4:
                    header.Encoding = (ParquetEncoding)reader.ReadI32(type);
                    break;
                case 5:
                    header.DefinitionLevelsLength = reader.ReadI32(type);
                    break;
                case 6:
                    header.RepetitionLevelsLength = reader.ReadI32(type);
                    break;
                case 7:
                    header.IsCompressed = reader.ReadBool(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}

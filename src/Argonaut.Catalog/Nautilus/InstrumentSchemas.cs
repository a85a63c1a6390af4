using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Parquet;

namespace Argonaut.Catalog.Nautilus;

/// <summary>Columns of the instrument classes in the Python layout, with the constant Arrow schema of each (nautilus-catalog.md 6.1, 6.3).</summary>
internal static class InstrumentSchemas
{
    private static readonly FrozenDictionary<string, (ParquetSchema Schema, string ArrowSchema)> Classes = Load();

    public static IEnumerable<string> Names => Classes.Keys;

    public static ParquetSchema SchemaOf(string instrumentClass) => Classes[instrumentClass].Schema;

    public static string ArrowSchemaOf(string instrumentClass) => Classes[instrumentClass].ArrowSchema;

    private static FrozenDictionary<string, (ParquetSchema, string)> Load()
    {
        using var stream = typeof(InstrumentSchemas).Assembly.GetManifestResourceStream("instrument-schemas.json")
            ?? throw new InvalidOperationException("The resource instrument-schemas.json is missing.");
        using var json = JsonDocument.Parse(stream);
        var classes = new Dictionary<string, (ParquetSchema, string)>(StringComparer.Ordinal);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            var columns = entry.Value.GetProperty("columns").EnumerateArray().Select(c => Column(c.GetString()!)).ToImmutableArray();
            classes[entry.Name] = (new ParquetSchema(columns), entry.Value.GetProperty("arrow_schema_base64").GetString()!);
        }

        return classes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // "id:dict:int64": the dictionary is only in the Arrow schema, the Parquet column is plain text.
    private static ParquetColumn Column(string text)
    {
        var parts = text.Split(':');
        var column = new ParquetColumn { Name = parts[0], Type = PhysicalType.ByteArray, Repetition = Repetition.Optional, MaxDefinitionLevel = 1 };
        return parts[1] switch
        {
            "string" or "dict" => column with { Converted = ConvertedType.Utf8, Logical = LogicalType.String },
            "binary" => column,
            "uint8" => column with { Type = PhysicalType.Int32, Converted = ConvertedType.UInt8, Logical = LogicalType.UnsignedInteger(8) },
            "uint64" => column with { Type = PhysicalType.Int64, Converted = ConvertedType.UInt64, Logical = LogicalType.UnsignedInteger(64) },
            _ => throw new InvalidOperationException($"The column '{text}' of an instrument schema has an unknown type."),
        };
    }
}

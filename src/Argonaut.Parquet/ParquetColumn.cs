using System.Collections.Immutable;

namespace Argonaut.Parquet;

/// <summary>One leaf of a schema.</summary>
public sealed record ParquetColumn
{
    /// <summary>Dotted path from the root; the plain name of a flat column.</summary>
    public required string Name { get; init; }

    public required PhysicalType Type { get; init; }

    /// <summary>Bytes of a value; only of <see cref="PhysicalType.FixedLenByteArray"/>.</summary>
    public int TypeLength { get; init; }

    public Repetition Repetition { get; init; } = Repetition.Required;

    public ConvertedType? Converted { get; init; }

    public LogicalType? Logical { get; init; }

    /// <summary>Writer only: DELTA_BINARY_PACKED when the file's encodings are compact. Only of integers that grow.</summary>
    public bool PrefersDelta { get; init; }

    /// <summary>0 for REQUIRED and 1 for OPTIONAL flat columns; higher below groups.</summary>
    public int MaxDefinitionLevel { get; init; }

    /// <summary>Above 0 inside lists, which this reader names but does not read.</summary>
    public int MaxRepetitionLevel { get; init; }

    /// <summary>True when integers compare without sign.</summary>
    public bool IsUnsigned =>
        Logical is { Kind: LogicalTypeKind.Integer, IsSigned: false } || Converted is >= ConvertedType.UInt8 and <= ConvertedType.UInt64;

    /// <summary>Bytes of one decoded value; 0 when they differ.</summary>
    internal int Width => Type switch
    {
        PhysicalType.Boolean => 1,
        PhysicalType.Int32 or PhysicalType.Float => 4,
        PhysicalType.Int64 or PhysicalType.Double => 8,
        PhysicalType.Int96 => 12,
        PhysicalType.FixedLenByteArray => TypeLength,
        _ => 0,
    };

    internal ImmutableArray<string> Path => [.. Name.Split('.')];

    public override string ToString()
    {
        var type = Type == PhysicalType.FixedLenByteArray ? $"FIXED_LEN_BYTE_ARRAY({TypeLength})" : TypeText(Type);
        var meaning = Logical is { } logical ? $" {logical}" : "";
        return $"{Repetition.ToString().ToUpperInvariant()} {type} {Name}{meaning}";
    }

    private static string TypeText(PhysicalType type) => type switch
    {
        PhysicalType.ByteArray => "BYTE_ARRAY",
        _ => type.ToString().ToUpperInvariant(),
    };
}

using System.Collections.Immutable;
using Argonaut.Parquet.Thrift;

namespace Argonaut.Parquet.Metadata;

/// <summary>Turns the flattened tree of SchemaElements into leaves with their levels.</summary>
internal static class SchemaReader
{
    private sealed record Element(string Name, int? Type, int Length, int? Repetition, int Children, int? Converted, LogicalType? Logical);

    public static ParquetSchema Read(ref CompactReader reader, byte type, ParquetLimits limits)
    {
        var count = reader.ReadList(type, CompactType.Struct);
        if (count > limits.Columns * 4) reader.Throw($"A schema of {count} elements is larger than the limit.");
        var elements = new Element[count];
        for (var i = 0; i < count; i++) elements[i] = ReadElement(ref reader);
        if (count == 0) reader.Throw("The schema is empty.");

        var leaves = ImmutableArray.CreateBuilder<ParquetColumn>();
        var next = 1;
        for (var i = 0; i < elements[0].Children; i++) Walk(ref reader, elements, ref next, "", 0, 0, 1, limits, leaves);
        if (next != count) reader.Throw($"The schema has {count} elements, its tree uses {next}.");
        if (leaves.Count > limits.Columns) reader.Throw($"{leaves.Count} columns are more than the limit of {limits.Columns}.");
        return new ParquetSchema(leaves.ToImmutable());
    }

    private static void Walk(
        ref CompactReader reader, Element[] elements, ref int next, string prefix, int definition, int repetition, int depth,
        ParquetLimits limits, ImmutableArray<ParquetColumn>.Builder leaves)
    {
        if (depth > limits.SchemaDepth) reader.Throw($"The schema is nested deeper than {limits.SchemaDepth}.");
        if (next >= elements.Length) reader.Throw("The schema's tree has more children than elements.");
        var element = elements[next++];
        if (element.Repetition is < 0 or > 2) reader.Throw($"Repetition {element.Repetition} does not exist.");
        var kind = (Repetition)(element.Repetition ?? 0);
        if (kind != Repetition.Required) definition++;
        if (kind == Repetition.Repeated) repetition++;
        var name = prefix.Length == 0 ? element.Name : $"{prefix}.{element.Name}";
        if (element.Type is null)
        {
            for (var i = 0; i < element.Children; i++)
                Walk(ref reader, elements, ref next, name, definition, repetition, depth + 1, limits, leaves);
            return;
        }

        if (element.Type is < 0 or > 7) reader.Throw($"Column {name}: physical type {element.Type} does not exist.");
        var physical = (PhysicalType)element.Type;
        if (physical == PhysicalType.FixedLenByteArray && element.Length is <= 0 or > 1 << 16)
            reader.Throw($"Column {name}: a fixed length of {element.Length} bytes is not usable.");
        leaves.Add(new ParquetColumn
        {
            Name = name, Type = physical, TypeLength = physical == PhysicalType.FixedLenByteArray ? element.Length : 0,
            Repetition = kind, Converted = (ConvertedType?)element.Converted, Logical = element.Logical,
            MaxDefinitionLevel = definition, MaxRepetitionLevel = repetition,
        });
    }

    private static Element ReadElement(ref CompactReader reader)
    {
        int? type = null, repetition = null, converted = null;
        int length = 0, children = 0;
        var name = "";
        LogicalType? logical = null;
        var id = 0;
        while (reader.NextField(ref id, out var field))
        {
            switch (id)
            {
                case 1:
                    type = reader.ReadI32(field);
                    break;
                case 2:
                    length = reader.ReadI32(field);
                    break;
                case 3:
                    repetition = reader.ReadI32(field);
                    break;
                case 4:
                    name = reader.ReadString(field);
                    break;
                case 5:
                    children = reader.ReadI32(field);
                    break;
                case 6:
                    converted = reader.ReadI32(field);
                    break;
                case 10:
                    reader.ExpectStruct(field);
                    logical = ReadLogical(ref reader);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return new Element(name, type, length, repetition, children, converted, logical);
    }

    private static LogicalType? ReadLogical(ref CompactReader reader)
    {
        LogicalType? logical = null;
        var id = 0;
        while (reader.NextField(ref id, out var field))
        {
            reader.ExpectStruct(field);
            logical = ReadParameters(ref reader, (LogicalTypeKind)id);
        }

        return logical;
    }

    private static LogicalType ReadParameters(ref CompactReader reader, LogicalTypeKind kind)
    {
        var logical = new LogicalType(kind);
        var id = 0;
        while (reader.NextField(ref id, out var field))
        {
            switch (kind, id)
            {
                case (LogicalTypeKind.Decimal, 1):
                    logical = logical with { Scale = reader.ReadI32(field) };
                    break;
                case (LogicalTypeKind.Decimal, 2):
                    logical = logical with { Precision = reader.ReadI32(field) };
                    break;
                case (LogicalTypeKind.Integer, 1):
                    logical = logical with { BitWidth = reader.ReadI8(field) };
                    break;
                case (LogicalTypeKind.Integer, 2):
                    logical = logical with { IsSigned = reader.ReadBool(field) };
                    break;
                case (LogicalTypeKind.Timestamp or LogicalTypeKind.Time, 1):
                    logical = logical with { IsAdjustedToUtc = reader.ReadBool(field) };
                    break;
                case (LogicalTypeKind.Timestamp or LogicalTypeKind.Time, 2):
                    reader.ExpectStruct(field);
                    logical = logical with { Unit = ReadUnit(ref reader) };
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        return logical;
    }

    private static TimeUnit ReadUnit(ref CompactReader reader)
    {
        var unit = TimeUnit.None;
        var id = 0;
        while (reader.NextField(ref id, out var field))
        {
            if (id is >= 1 and <= 3) unit = (TimeUnit)id;
            reader.Skip(field);
        }

        return unit;
    }
}

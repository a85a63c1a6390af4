using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Argonaut.Parquet.Arrow;

/// <summary>Decodes the encapsulated Arrow message of the footer entry <c>ARROW:schema</c>. Source: nautilus-catalog.md 4.4.</summary>
public static class ArrowSchemaReader
{
    public const string Key = "ARROW:schema";

    private const byte SchemaHeader = 1;

    /// <exception cref="ParquetFormatException">The text is no base64, or the message is damaged.</exception>
    public static ArrowSchema Read(string base64)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw Damaged("it is no base64");
        }

        if (bytes.Length < 8) throw Damaged("it is too short");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(bytes) == 0xFFFFFFFF ? 8 : 4;
        var message = bytes.AsSpan(start);
        var root = Table(message, 0);
        if (Slot(message, root, 1) is var kind && (kind == 0 || message[At(message, kind, 1)] != SchemaHeader)) throw Damaged("it is no schema");
        var schema = Indirect(message, root, 2);
        if (schema == 0) throw Damaged("it is empty");
        return new ArrowSchema(ReadMetadata(message, schema), ReadFields(message, schema));
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadMetadata(ReadOnlySpan<byte> data, int schema)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var entry in Vector(data, Indirect(data, schema, 2)))
            entries.Add(new(Text(data, Indirect(data, entry, 0)), Text(data, Indirect(data, entry, 1))));
        return entries.ToImmutable();
    }

    private static ImmutableArray<ArrowField> ReadFields(ReadOnlySpan<byte> data, int schema)
    {
        var fields = ImmutableArray.CreateBuilder<ArrowField>();
        foreach (var field in Vector(data, Indirect(data, schema, 1)))
        {
            var nullable = Slot(data, field, 1);
            fields.Add(new ArrowField(
                Text(data, Indirect(data, field, 0)), nullable != 0 && data[At(data, nullable, 1)] != 0, Slot(data, field, 4) != 0));
        }

        return fields.ToImmutable();
    }

    // A table's position: the uint32 at the given place is the distance to it.
    private static int Table(ReadOnlySpan<byte> data, int at) => At(data, at + (long)ReadUInt32(data, at), 4);

    // The position of a field inside the buffer, or 0 when the table does not have it.
    private static int Slot(ReadOnlySpan<byte> data, int table, int index)
    {
        var vtable = At(data, (long)table - (int)ReadUInt32(data, table), 4);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(data[vtable..]);
        if (4 + 2 * index + 2 > size) return 0;
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(data[At(data, vtable + 4L + 2 * index, 2)..]);
        return offset == 0 ? 0 : At(data, table + offset, 1);
    }

    // Where a field of reference type points to, or 0.
    private static int Indirect(ReadOnlySpan<byte> data, int table, int index)
    {
        var slot = Slot(data, table, index);
        return slot == 0 ? 0 : At(data, slot + (long)ReadUInt32(data, slot), 4);
    }

    private static List<int> Vector(ReadOnlySpan<byte> data, int at)
    {
        var tables = new List<int>();
        if (at == 0) return tables;
        var count = ReadUInt32(data, at);
        if (count > (uint)data.Length / 4) throw Damaged("a vector is longer than the message");
        for (var i = 0; i < count; i++) tables.Add(Table(data, At(data, at + 4L + 4L * i, 4)));
        return tables;
    }

    private static string Text(ReadOnlySpan<byte> data, int at)
    {
        if (at == 0) return "";
        var length = ReadUInt32(data, at);
        if (length > data.Length - at - 4) throw Damaged("a text is longer than the message");
        return Encoding.UTF8.GetString(data.Slice(at + 4, (int)length));
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32LittleEndian(data[At(data, at, 4)..]);

    private static int At(ReadOnlySpan<byte> data, long position, int bytes) =>
        position >= 0 && position <= data.Length - bytes ? (int)position : throw Damaged("a reference points outside");

    private static ParquetFormatException Damaged(string why) => new($"The footer entry {Key} cannot be read: {why}.");
}

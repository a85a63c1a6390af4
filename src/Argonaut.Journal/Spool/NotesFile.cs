using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;
using Argonaut.Journal.Files;
using Argonaut.Ports;

namespace Argonaut.Journal.Spool;

/// <summary>The recorder's notes as JSON. Prices and quantities are text: nothing is rounded.</summary>
internal static class NotesFile
{
    public const string Name = "notes.json";

    public static byte[] Write(RecorderNotes notes) => JsonSerializer.SerializeToUtf8Bytes(notes, NotesJson.Default.RecorderNotes);

    /// <summary>Null when there are none, or when they cannot be read: then the start waits for the store.</summary>
    public static RecorderNotes? Load(ISegmentFiles files)
    {
        if (!files.List().Contains(Name)) return null;
        try
        {
            var bytes = new byte[files.LengthOf(Name)];
            return JsonSerializer.Deserialize(bytes.AsSpan(0, files.Read(Name, 0, bytes)), NotesJson.Default.RecorderNotes);
        }
        catch (Exception e) when (e is IOException or JsonException or FormatException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true,
    Converters = [typeof(InstrumentIdJson), typeof(PriceJson), typeof(QuantityJson), typeof(KeyJson), typeof(NanosJson)])]
[JsonSerializable(typeof(RecorderNotes))]
internal sealed partial class NotesJson : JsonSerializerContext;

internal sealed class InstrumentIdJson : JsonConverter<InstrumentId>
{
    public override InstrumentId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => InstrumentId.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, InstrumentId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class PriceJson : JsonConverter<Price>
{
    public override Price Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Price.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Price value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class QuantityJson : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Quantity.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class KeyJson : JsonConverter<InstrumentKey>
{
    public override InstrumentKey Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, InstrumentKey value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class NanosJson : JsonConverter<UnixNanos>
{
    public override UnixNanos Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, UnixNanos value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Journal.Files;
using Argonaut.Ports;

namespace Argonaut.Journal.Spool;

/// <summary>The recorder's notes as JSON. Prices and quantities are text: nothing is rounded.</summary>
internal static class NotesFile
{
    public const string Name = "notes.json";

    private const int Version = 2;

    public static byte[] Write(RecorderNotes notes) => JsonSerializer.SerializeToUtf8Bytes(
        new Notes(Version, notes.Instruments, [.. notes.Recorded.Select(r => new RecordedNote(r.Instrument, [.. r.Kinds.Each]))]), NotesJson.Default.Notes);

    /// <summary>Null when there are none, or when they cannot be read: then the start waits for the store.</summary>
    public static RecorderNotes? Load(ISegmentFiles files)
    {
        if (!files.List().Contains(Name)) return null;
        try
        {
            var bytes = new byte[files.LengthOf(Name)];
            using var json = JsonDocument.Parse(bytes.AsMemory(0, files.Read(Name, 0, bytes)));
            return (json.RootElement.TryGetProperty("version", out var version) ? version.GetInt32() : 1) switch
            {
                1 => Of(json.RootElement.Deserialize(NotesJson.Default.FirstNotes)!),
                Version => Of(json.RootElement.Deserialize(NotesJson.Default.Notes)!),
                _ => null,   // of a later program
            };
        }
        catch (Exception e) when (e is IOException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The first version knew trades and quotes only, of each that was recorded.</summary>
    private static RecorderNotes Of(FirstNotes notes) => new(notes.Instruments, [.. notes.Recorded.Select(key => new Recording(key, KindSet.TradesAndQuotes))]);

    private static RecorderNotes Of(Notes notes) =>
        new(notes.Instruments, [.. notes.Recorded.Select(r => new Recording(r.Instrument, KindSet.Of(r.Kinds.AsSpan())))]);
}

internal sealed record Notes(int Version, ImmutableArray<Instrument> Instruments, ImmutableArray<RecordedNote> Recorded);

internal sealed record RecordedNote(InstrumentKey Instrument, ImmutableArray<MarketEventKind> Kinds);

internal sealed record FirstNotes(ImmutableArray<Instrument> Instruments, ImmutableArray<InstrumentKey> Recorded);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true,
    Converters = [typeof(InstrumentIdJson), typeof(PriceJson), typeof(QuantityJson), typeof(KeyJson), typeof(NanosJson)])]
[JsonSerializable(typeof(Notes))]
[JsonSerializable(typeof(FirstNotes))]
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

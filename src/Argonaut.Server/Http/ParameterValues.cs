using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;

namespace Argonaut.Server.Http;

/// <summary>The parameters of a request, checked. Reading one that the route does not declare is a bug and throws.</summary>
internal sealed class ParameterValues(FrozenDictionary<string, object?> values)
{
    /// <summary>What is longer than this is told by its length.</summary>
    private const int LongestShown = 500;

    /// <summary>What was given, as a JSON object for the audit log.</summary>
    public string ToJson()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))   // read by people, never part of a page's source
        {
            json.WriteStartObject();
            foreach (var (name, value) in values.Where(v => v.Value is not null).OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                switch (value)
                {
                    case long number:
                        json.WriteNumberValue(number);
                        break;
                    case bool flag:
                        json.WriteBooleanValue(flag);
                        break;
                    case ImmutableArray<string> list:
                        Write(json, string.Join(',', list));
                        break;
                    case UnixNanos time:
                        json.WriteStringValue(time.ToIso());
                        break;
                    default:
                        Write(json, value!.ToString()!);
                        break;
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string text) =>
        json.WriteStringValue(text.Length <= LongestShown ? text : string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters"));

    public bool IsGiven(string name) => values[name] is not null;

    public string? Text(string name) => (string?)values[name];

    public string RequiredText(string name) => (string)values[name]!;

    public InstrumentId Instrument(string name) => (InstrumentId)values[name]!;

    public UnixNanos? Time(string name) => (UnixNanos?)values[name];

    public Timeframe? Timeframe(string name) => (Timeframe?)values[name];

    public long? Integer(string name) => (long?)values[name];

    public bool? Flag(string name) => (bool?)values[name];

    /// <summary>Null when not given; an empty list was given as such.</summary>
    public ImmutableArray<string>? List(string name) => (ImmutableArray<string>?)values[name];
}

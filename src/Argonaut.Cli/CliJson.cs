using System.Text.Json;
using System.Text.Json.Serialization;

namespace Argonaut.Cli;

/// <summary>The JSON that verbs read.</summary>
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CliJson : JsonSerializerContext;

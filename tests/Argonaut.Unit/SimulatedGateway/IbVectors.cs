using System.Text.Json;
using Argonaut.Tests.Shared;

namespace Argonaut.Tests.Unit.SimulatedGateway;

/// <summary>One line of the protocol's shared vectors.</summary>
internal sealed record IbVector(string Name, string Direction, int Version, string Kind, string Source, string[] Fields, byte[] Bytes, JsonElement Meaning)
{
    public JsonElement Args => Meaning.GetProperty("args");

    public ReadOnlySpan<byte> Payload => Bytes.AsSpan(4);

    public static IReadOnlyList<IbVector> Load() =>
        [.. File.ReadLines(SharedData.Require("ib/vectors.jsonl")).Select(Parse).OfType<IbVector>()];

    private static IbVector? Parse(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        var name = json.GetProperty("name").GetString()!;
        if (!name.StartsWith("req.", StringComparison.Ordinal) && !name.StartsWith("resp.", StringComparison.Ordinal)) return null;
        return new IbVector(
            name, json.GetProperty("direction").GetString()!, json.GetProperty("serverVersion").GetInt32(), json.GetProperty("kind").GetString()!,
            json.GetProperty("source").GetString()!, [.. json.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!)],
            Convert.FromHexString(json.GetProperty("hex").GetString()!), json.GetProperty("meaning"));
    }
}

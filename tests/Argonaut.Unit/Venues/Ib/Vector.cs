using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Argonaut.Tests.Shared;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>One line of the vector file (ib-tws-protocol.md 13).</summary>
internal sealed record Vector(string Name, string Direction, int ServerVersion, string Kind, JsonArray Fields, byte[] Bytes, JsonObject Meaning)
{
    /// <summary>Without the four bytes of length.</summary>
    public byte[] Payload => Bytes[4..];

    public static ImmutableArray<Vector> LoadAll()
    {
        var vectors = ImmutableArray.CreateBuilder<Vector>();
        foreach (var line in File.ReadLines(SharedData.Require("ib/vectors.jsonl")))
        {
            var json = JsonNode.Parse(line)!.AsObject();
            vectors.Add(new Vector(
                (string)json["name"]!, (string)json["direction"]!, (int)json["serverVersion"]!, (string)json["kind"]!,
                json["fields"]!.AsArray(), Convert.FromHexString((string)json["hex"]!), json["meaning"]!.AsObject()));
        }

        return vectors.ToImmutable();
    }
}

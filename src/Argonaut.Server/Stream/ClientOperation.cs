using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Server.Http;

namespace Argonaut.Server.Stream;

/// <summary>One message of a client, checked (api.md A-084). Texts are at most 256 characters.</summary>
internal sealed record ClientOperation
{
    private const int LongestText = 256;
    private const double HighestRate = 1_000;

    public static readonly ImmutableArray<string> Operations = ["auth", "subscribe", "unsubscribe", "resume", "ping", "set_rate"];

    public string Op { get; private set; } = "";

    /// <summary>JSON text of the client's own id, to be echoed.</summary>
    public string? Id { get; private set; }

    public string? Channel { get; private set; }

    public string? InstrumentId { get; private set; }

    public string? Timeframe { get; private set; }

    public string? PriceType { get; private set; }

    public string? Boundary { get; private set; }

    public int? Snapshot { get; private set; }

    /// <summary>Messages a second; above 0.</summary>
    public double? MaxRate { get; private set; }

    public string? Sub { get; private set; }

    public string? Session { get; private set; }

    public string? Ticket { get; private set; }

    /// <summary>The last message that was seen of each subscription.</summary>
    public ImmutableArray<(string Id, long Sequence)> Subs { get; private set; } = [];

    /// <summary>JSON text of a ping's own time, to be echoed.</summary>
    public string? Stamp { get; private set; }

    /// <summary>False with a problem; the operation then holds what could be read of the id.</summary>
    public static bool TryRead(JsonElement message, out ClientOperation? operation, out Problem? problem)
    {
        operation = new ClientOperation();
        problem = null;
        if (message.ValueKind != JsonValueKind.Object)
        {
            problem = Problem.Of(ProblemKinds.InvalidParameter, $"Expected an object, found {message.ValueKind}.");
            return false;
        }

        foreach (var member in message.EnumerateObject())
            if (!operation.Take(member.Name, member.Value))
            {
                var isKnown = member.Name is "op" or "id" or "channel" or "instrument_id" or "timeframe" or "price_type" or "boundary" or "snapshot" or "max_rate" or "sub" or "session" or "subs" or "t" or "ticket";
                problem ??= isKnown
                    ? Problem.Of(ProblemKinds.InvalidParameter, $"'{member.Name}' has a value that is not allowed.", member.Name)
                    : Problem.Of(ProblemKinds.UnknownField, "A field is not known.", member.Name.Length > 64 ? member.Name[..64] : member.Name);
            }

        if (problem is null && !Operations.Contains(operation.Op))
            problem = Problem.Of(ProblemKinds.InvalidParameter, $"'op' must be one of {string.Join(", ", Operations)}.", "op");
        return problem is null;
    }

    private bool Take(string name, JsonElement value)
    {
        switch (name)
        {
            case "op" when IsText(value):
                Op = value.GetString()!;
                return true;
            case "id" when IsEcho(value):
                Id = value.GetRawText();
                return true;
            case "channel" when IsText(value):
                Channel = value.GetString();
                return true;
            case "instrument_id" when IsText(value):
                InstrumentId = value.GetString();
                return true;
            case "timeframe" when IsText(value):
                Timeframe = value.GetString();
                return true;
            case "price_type" when IsText(value):
                PriceType = value.GetString();
                return true;
            case "boundary" when IsText(value):
                Boundary = value.GetString();
                return true;
            case "snapshot" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var items) && items is >= 0 and <= StreamLimits.LargestSnapshot:
                Snapshot = items;
                return true;
            case "max_rate" when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var rate) && rate is >= 0.1 and <= HighestRate:
                MaxRate = rate;
                return true;
            case "max_rate" when value.ValueKind == JsonValueKind.Null:
                return true;
            case "sub" when IsText(value):
                Sub = value.GetString();
                return true;
            case "session" when IsText(value):
                Session = value.GetString();
                return true;
            case "ticket" when IsText(value):
                Ticket = value.GetString();
                return true;
            case "subs" when value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(s => IsSequence(s.Value)):
                Subs = [.. value.EnumerateObject().Select(s => (s.Name, s.Value.GetInt64())).Take(StreamLimits.Subscriptions)];
                return true;
            case "t" when IsEcho(value):
                Stamp = value.GetRawText();
                return true;
            default:
                return false;
        }
    }

    private static bool IsSequence(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var sequence) && sequence >= 0;

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= LongestText;

    private static bool IsEcho(JsonElement value) => value.ValueKind is JsonValueKind.Number or JsonValueKind.String && value.GetRawText().Length <= 64;
}

using System.Globalization;
using System.Text;
using Argonaut.Venues.Ib.Wire;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class RequestVectorTests
{
    /// <summary>
    /// Fields of placeOrder where other clients have another default than ours, and both are the same order to the server: time in force
    /// (empty is a day), open or close (<c>O</c> means nothing outside institutions), transmit (empty in a question after margins), exempt
    /// code (empty is -1), and the price management algorithm (a client that does not know "unset" sends off).
    /// </summary>
    private static readonly Dictionary<int, string[]> SameOrderOfAnotherClient = new()
    {
        [21] = ["", "DAY"], [24] = ["", "O"], [27] = ["", "1"], [45] = ["", "-1"], [108] = ["", "0"],
    };

    [Fact]
    public void Every_request_is_equivalent_to_the_reference_field_by_field()
    {
        var requests = Vector.LoadAll().Where(v => v is { Direction: "request", Kind: not "handshake" }).ToList();
        Assert.Equal(159, requests.Count);
        var wrong = requests.Select(Difference).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_first_bytes_of_a_connection_are_those_of_the_reference()
    {
        var hellos = Vector.LoadAll().Where(v => v is { Direction: "request", Kind: "handshake" }).ToList();
        Assert.Equal(3, hellos.Count);
        foreach (var m in hellos)
            Assert.Equal(m.Bytes, IbRequests.Hello((int)m.Meaning["min"]!, (int)m.Meaning["max"]!, (string?)m.Meaning["connectOptions"] ?? ""));
    }

    private static string? Difference(Vector vector)
    {
        var w = new IbFrameWriter();
        RequestEncoders.Encode(w, vector.Kind, vector.Meaning["args"]!.AsObject(), vector.ServerVersion);
        var ours = Split(w.Written.Span[4..]);
        var theirs = vector.Fields.Select(f => (string)f!).ToList();
        var isOther = vector.Name.StartsWith("req.alt.", StringComparison.Ordinal);
        if (ours.Count == theirs.Count)
        {
            var wrong = Enumerable.Range(0, ours.Count).Where(i => !AreEquivalent(ours[i], theirs[i])
                && !(vector.Kind == "placeOrder" && isOther && SameOrderOfAnotherClient.TryGetValue(i, out var same)
                    && same.Contains(ours[i]) && same.Contains(theirs[i]))
                && !(vector.Kind == "cancelMktData" && i == 1)).ToList();   // a version constant that carries nothing
            if (wrong.Count == 0) return null;
            return $"{vector.Name}: field {wrong[0]} expected '{theirs[wrong[0]]}', found '{ours[wrong[0]]}'";
        }

        return $"{vector.Name}: expected {theirs.Count} fields, found {ours.Count}: {string.Join('|', ours)}";
    }

    private static List<string> Split(ReadOnlySpan<byte> payload)
    {
        Assert.Equal(0, payload[^1]);
        return [.. Encoding.UTF8.GetString(payload[..^1]).Split('\0')];
    }

    /// <summary>Unset spellings are equal, numbers are compared as numbers, and an empty flag or id is 0 (ib-tws-protocol.md 13).</summary>
    private static bool AreEquivalent(string one, string other) =>
        one == other || (IsUnset(one) && IsUnset(other)) || (Number(one) is { } number && number == Number(other));

    private static bool IsUnset(string text) =>
        text.Length == 0 || IbFieldReader.IsUnsetDecimal(Encoding.UTF8.GetBytes(text));

    private static decimal? Number(string text) =>
        text.Length == 0 ? 0 : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

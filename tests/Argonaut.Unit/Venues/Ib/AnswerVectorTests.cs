using System.Text.Json.Nodes;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed class AnswerVectorTests
{
    [Fact]
    public void Every_answer_decodes_to_what_the_reference_decoder_reports()
    {
        var answers = Vector.LoadAll().Where(v => v is { Direction: "response", Kind: not "framing" }).ToList();
        Assert.Equal(198, answers.Count);
        var wrong = answers.Select(Difference).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Null, or where our events differ from those of the reference.</summary>
    private static string? Difference(Vector vector)
    {
        var expected = vector.Meaning["events"] is JsonArray several ? several : [vector.Meaning.DeepClone()];
        try
        {
            var actual = new JsonArray([.. ResponseEvents.Decode(vector.Kind, vector.Payload, vector.ServerVersion)]);
            return JsonMatch.Difference(expected, actual, vector.Name);
        }
        catch (Exception e) when (e is Argonaut.Venues.Ib.Wire.WireFormatException or InvalidOperationException)
        {
            return $"{vector.Name}: {e.Message}";
        }
    }
}

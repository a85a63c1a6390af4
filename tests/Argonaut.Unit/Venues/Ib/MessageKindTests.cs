using System.Reflection;
using System.Text.RegularExpressions;
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;
using Xunit;
using Named = Argonaut.Unit.Venues.Ib.MessagesWithoutVectorTests;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>No message of the protocol without a vector or a test of its own (ib-tws-protocol.md 6).</summary>
public sealed partial class MessageKindTests
{
    private static readonly Dictionary<int, string> RequestTests = new()
    {
        [12] = nameof(Named.News_bulletins_are_requested), [13] = nameof(Named.News_bulletins_are_cancelled),
        [14] = nameof(Named.The_log_level_of_the_server_is_set), [21] = nameof(Named.Options_are_exercised),
        [54] = nameof(Named.An_implied_volatility_is_requested), [55] = nameof(Named.An_option_price_is_requested),
        [56] = nameof(Named.An_implied_volatility_is_cancelled), [57] = nameof(Named.An_option_price_is_cancelled),
        [79] = nameof(Named.Soft_dollar_tiers_are_requested), [80] = nameof(Named.Family_codes_are_requested),
        [84] = nameof(Named.A_news_article_is_requested), [85] = nameof(Named.News_providers_are_requested),
        [86] = nameof(Named.Old_news_are_requested), [88] = nameof(Named.A_histogram_is_requested),
        [89] = nameof(Named.A_histogram_is_cancelled),
    };

    private static readonly Dictionary<int, string> AnswerTests = new()
    {
        [56] = nameof(Named.A_delta_neutral_contract_is_confirmed), [77] = nameof(Named.Soft_dollar_tiers_are_read),
        [78] = nameof(Named.Family_codes_are_read), [83] = nameof(Named.A_news_article_is_read),
        [85] = nameof(Named.News_providers_are_read), [86] = nameof(Named.Old_news_are_read),
        [87] = nameof(Named.The_end_of_old_news_is_read), [89] = nameof(Named.A_histogram_is_read),
    };

    /// <summary>Answers to requests of 6.1 that 6.2 does not list: tiers, family codes, news, histogram.</summary>
    private static readonly int[] OnlyInCode = [77, 78, 83, 85, 86, 87, 89];

    [Fact]
    public void Every_request_of_the_specification_has_a_vector_or_a_test_of_its_own() => Assert.Equal(
        [], SpecificationIds("### 6.1 ").Except(WithVector("request")).Except(RequestTests.Keys));

    [Fact]
    public void Every_answer_of_the_specification_has_a_vector_or_a_test_of_its_own() => Assert.Equal(
        [], SpecificationIds("### 6.2 ").Except(WithVector("response")).Except(AnswerTests.Keys));

    [Fact]
    public void The_code_knows_exactly_the_messages_of_the_specification()
    {
        Assert.Equal(SpecificationIds("### 6.1 ").Order(), Constants(typeof(IbRequest)).Order());
        Assert.Equal(SpecificationIds("### 6.2 ").Concat(OnlyInCode).Order(), Constants(typeof(IbAnswer)).Order());
    }

    [Fact]
    public void Every_message_that_the_code_knows_has_a_vector_or_a_test_of_its_own()
    {
        Assert.Equal([], Constants(typeof(IbRequest)).Except(WithVector("request")).Except(RequestTests.Keys));
        Assert.Equal([], Constants(typeof(IbAnswer)).Except(WithVector("response")).Except(AnswerTests.Keys));
    }

    [Fact]
    public void Every_test_that_stands_for_a_message_is_a_test()
    {
        foreach (var name in RequestTests.Values.Concat(AnswerTests.Values))
            Assert.NotNull(typeof(Named).GetMethod(name)!.GetCustomAttributes().OfType<FactAttribute>().FirstOrDefault());
    }

    [Fact]
    public void Every_answer_id_of_the_code_is_known_to_the_session() =>
        Assert.Equal([], Constants(typeof(IbAnswer)).Where(id => !IbKnownMessages.Contains(id)));

    private static HashSet<int> WithVector(string direction) => [.. Vector.LoadAll()
        .Where(v => v.Direction == direction && v.Kind is not ("handshake" or "framing")).Select(v => int.Parse((string)v.Fields[0]!))];

    private static List<int> Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!)];

    /// <summary>The ids in the tables of a section: <c>12</c>, <c>12 / 13</c> or <c>84-86</c>, each before its name.</summary>
    private static List<int> SpecificationIds(string heading)
    {
        var text = File.ReadAllText(SharedData.Require("../spec/ib-tws-protocol.md"));
        var from = text.IndexOf(heading, StringComparison.Ordinal);
        var section = text[from..text.IndexOf("\n#", from + 4, StringComparison.Ordinal)];
        var ids = new List<int>();
        foreach (var line in section.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(l[2])))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            for (var i = 1; i + 1 < cells.Length; i += 2)
                foreach (Match m in IdPattern().Matches(cells[i]))
                {
                    var first = int.Parse(m.Groups[1].Value);
                    var last = m.Groups[2].Success ? int.Parse(m.Groups[2].Value) : first;
                    ids.AddRange(Enumerable.Range(first, last - first + 1));
                }
        }

        Assert.True(ids.Count > 50, $"Expected the ids of section {heading}, found {ids.Count}.");
        return ids;
    }

    [GeneratedRegex(@"(\d+)(?:-(\d+))?")]
    private static partial Regex IdPattern();
}

using System.Text.RegularExpressions;
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.Session;
using Xunit;

namespace Argonaut.Unit.Venues.Ib;

public sealed partial class IbErrorTableTests
{
    /// <summary>Code and classes as section 5 of the protocol's specification names them; where it has words only, what they mean.</summary>
    private const string Expected = """
        1100 S, 1101 RS, 1102 I, 1300 X, 2103 S, 2104 I, 2105 S, 2106 I, 2107 I, 2108 I, 2109 S, 2110 S, 2119 I, 2157 S, 2158 I, 2100 I,
        2150 I+S, 2152 I+S, 2168 I+S, 2169 I+S, 2170 I+S, 326 X, 502 R, 503 X, 504 T, 505 I, 506 X, 507 X, 508 I, 509 X, 100 R,
        101 S+T, 102 S+T, 103 S+T, 162 S+R+T, 165 I, 166 S+T, 200 S+T, 300 I, 366 I, 309 S+T, 317 I, 316 RS, 310 I, 321 S+T, 322 S+T, 354 T,
        10089 T, 10090 I+S, 10092 S+T, 10167 S, 10168 T, 10182 RS, 10186 S+T, 10187 R, 10189 T, 10190 T, 10197 S+RS, 420 R+T, 430 T,
        104 T, 105 S+T, 106 S+T, 107 S+T, 109 S+T, 110 S+T, 111 S+T, 112 S+T, 113 S+T, 114 S+T, 115 S+T, 116 S+T, 135 I, 136 I, 161 I,
        201 S+T, 202 S, 203 T, 399 S, 404 I, 434 S+T, 435 S+T, 460 S+T, 10147 I, 10148 I, 10149 T, 10268 T, 10269 T, 10281 T, 10285 X,
        10289 S+T, 10349 I, 478 S+T
        """;

    /// <summary>The one code that the specification leaves out: the answer to a depth request where there is no depth.</summary>
    private const int NoDepthThere = 10092;

    private static readonly (IbReactionClass Class, string Letters)[] Letters =
    [
        (IbReactionClass.Inform, "I"), (IbReactionClass.Surface, "S"), (IbReactionClass.Retry, "R"), (IbReactionClass.Resubscribe, "RS"),
        (IbReactionClass.Terminal, "T"), (IbReactionClass.Fatal, "X"),
    ];

    [Fact]
    public void Every_code_has_the_reaction_classes_that_are_written_down() =>
        Assert.Equal(
            Expected.Split(',', StringSplitOptions.TrimEntries).Order(),
            IbErrorTable.All.Select(r => $"{r.Code} {Text(r.Class)}").Order());

    [Fact]
    public void The_table_has_every_code_of_the_specification_with_its_classes()
    {
        var rows = SpecificationRows();
        Assert.True(rows.Count > 60, $"Expected the tables of 5.3 to 5.5, found {rows.Count} rows.");
        var table = IbErrorTable.All.ToDictionary(r => r.Code, r => Text(r.Class));
        var named = rows.SelectMany(r => r.Codes).ToHashSet();
        Assert.Equal([], named.Where(c => !table.ContainsKey(c)));
        Assert.Equal([NoDepthThere], table.Keys.Where(c => !named.Contains(c)));
        Assert.Equal([], rows.Where(r => r.Classes.Length > 0).SelectMany(r => r.Codes.Where(c => table[c] != r.Classes)
            .Select(c => $"{c}: specification {r.Classes}, table {table[c]}")));
    }

    [Theory]
    [InlineData(1100, IbReaction.LinkLost)]
    [InlineData(1101, IbReaction.DataLost)]
    [InlineData(1102, IbReaction.DataKept)]
    [InlineData(1300, IbReaction.PortReset)]
    [InlineData(2110, IbReaction.LinkLost)]
    [InlineData(326, IbReaction.ClientIdInUse)]
    [InlineData(506, IbReaction.UnsupportedVersion)]
    [InlineData(509, IbReaction.Reconnect)]
    [InlineData(100, IbReaction.RateExceeded)]
    [InlineData(101, IbReaction.LineLimit)]
    [InlineData(309, IbReaction.DepthLimit)]
    [InlineData(316, IbReaction.Resubscribe)]
    [InlineData(317, IbReaction.DepthReset)]
    [InlineData(10092, IbReaction.Refuse)]
    [InlineData(2152, IbReaction.Inform)]
    [InlineData(354, IbReaction.TryDelayed)]
    [InlineData(10089, IbReaction.TryDelayed)]
    [InlineData(10167, IbReaction.IsDelayed)]
    [InlineData(10187, IbReaction.RetryOnce)]
    [InlineData(10189, IbReaction.FallBack)]
    [InlineData(10190, IbReaction.TickByTickLimit)]
    [InlineData(10197, IbReaction.CompetingSession)]
    [InlineData(10147, IbReaction.Ignore)]
    internal void A_code_that_needs_its_own_treatment_has_it(int code, IbReaction reaction) =>
        Assert.Equal(reaction, IbErrorTable.ReactionTo(code, "", isOneShot: false));

    [Fact]
    public void Every_terminal_code_ends_a_request_that_has_one_answer()
    {
        var terminal = IbErrorTable.All.Where(r => r.Class.HasFlag(IbReactionClass.Terminal) && !r.Class.HasFlag(IbReactionClass.Retry));
        Assert.All(terminal, r => Assert.DoesNotContain(
            IbErrorTable.ReactionTo(r.Code, "", isOneShot: true), new[] { IbReaction.Inform, IbReaction.Ignore }));
    }

    [Fact]
    public void Unknown_codes_end_one_shot_requests_only_unless_they_are_notices()
    {
        Assert.Equal(IbReaction.Refuse, IbErrorTable.ReactionTo(9_999, "odd", isOneShot: true));
        Assert.Equal(IbReaction.Inform, IbErrorTable.ReactionTo(9_999, "odd", isOneShot: false));
        Assert.Equal(IbReaction.Inform, IbErrorTable.ReactionTo(2_199, "odd", isOneShot: true));
        Assert.Equal(IbReaction.Inform, IbErrorTable.ReactionTo(9_999, "Warning: odd", isOneShot: true));
        Assert.Equal(IbReactionClass.Inform, IbErrorTable.ClassOf(2_199, "odd"));
        Assert.Equal(IbReactionClass.Surface, IbErrorTable.ClassOf(9_999, "odd"));
    }

    [Theory]
    [InlineData(201, "", IbOrderReaction.Reject)]
    [InlineData(203, "", IbOrderReaction.Reject)]
    [InlineData(202, "", IbOrderReaction.Cancel)]
    [InlineData(10147, "", IbOrderReaction.AnswerCancel)]
    [InlineData(10148, "", IbOrderReaction.AnswerCancel)]
    [InlineData(135, "", IbOrderReaction.AnswerCancel)]
    [InlineData(136, "", IbOrderReaction.AnswerCancel)]
    [InlineData(161, "", IbOrderReaction.AnswerCancel)]
    [InlineData(399, "", IbOrderReaction.Notice)]
    [InlineData(404, "", IbOrderReaction.Notice)]
    [InlineData(2109, "", IbOrderReaction.Notice)]
    [InlineData(2161, "", IbOrderReaction.Notice)]
    [InlineData(10349, "", IbOrderReaction.Notice)]
    [InlineData(9_999, "Order Message: Warning: small", IbOrderReaction.Notice)]
    [InlineData(201, "Order rejected. Warning: late", IbOrderReaction.Reject)]
    [InlineData(103, "", IbOrderReaction.DuplicateId)]
    [InlineData(104, "", IbOrderReaction.RefuseChange)]
    [InlineData(110, "", IbOrderReaction.ByState)]
    [InlineData(200, "", IbOrderReaction.ByState)]
    [InlineData(9_999, "odd", IbOrderReaction.ByState)]
    internal void A_code_with_an_order_id_acts_on_the_order(int code, string text, IbOrderReaction reaction) =>
        Assert.Equal(reaction, IbErrorTable.OrderReactionTo(code, text));

    [Theory]
    [InlineData("Historical Market Data Service error message:API historical data query cancelled: 4001", IbHistoryCause.Cancelled)]
    [InlineData("Historical Market Data Service error message:HMDS query returned no data: AAPL@SMART Trades", IbHistoryCause.NoData)]
    [InlineData("Historical Market Data Service error message:Historical data request pacing violation", IbHistoryCause.Pacing)]
    [InlineData("Historical Market Data Service error message:No market data permissions for NYSE STK", IbHistoryCause.NoPermission)]
    [InlineData("Historical Market Data Service error message:Invalid step", IbHistoryCause.Other)]
    internal void The_cause_of_a_historical_refusal_is_in_its_text(string text, IbHistoryCause cause) =>
        Assert.Equal(cause, IbHistoryCauses.Of(text));

    private static string Text(IbReactionClass reaction) =>
        string.Join('+', Letters.Where(l => reaction.HasFlag(l.Class)).Select(l => l.Letters));

    /// <summary>The table rows of 5.3 to 5.5: their codes, and the classes in their last cell that stand alone as letters.</summary>
    private static List<(int[] Codes, string Classes)> SpecificationRows()
    {
        var text = File.ReadAllText(SharedData.Require("../spec/ib-tws-protocol.md"));
        var section = text[text.IndexOf("### 5.3 ", StringComparison.Ordinal)..text.IndexOf("\n## 6. ", StringComparison.Ordinal)];
        var rows = new List<(int[], string)>();
        foreach (var line in section.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(l[2])))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            // "165 / 2106 style notices": the second code only says what the first is like.
            var codes = cells[1].Contains("style", StringComparison.Ordinal) ? cells[1][..cells[1].IndexOf('/')] : cells[1];
            rows.Add((Codes(codes), Classes(string.Join('|', cells[3..]))));
        }

        return rows;
    }

    private static int[] Codes(string cell) => [.. CodePattern().Matches(cell).SelectMany(m =>
        m.Groups[2].Success ? Enumerable.Range(int.Parse(m.Groups[1].Value), int.Parse(m.Groups[2].Value) - int.Parse(m.Groups[1].Value) + 1)
            : [int.Parse(m.Groups[1].Value)])];

    private static string Classes(string cell)
    {
        var found = ClassPattern().Matches(cell).Select(m => m.Value).ToHashSet();
        return string.Join('+', Letters.Where(l => found.Contains(l.Letters)).Select(l => l.Letters));
    }

    [GeneratedRegex(@"(\d+)(?:-(\d+))?")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"(?<![\w-])(RS|[ISRTX])(?![\w-])")]
    private static partial Regex ClassPattern();
}

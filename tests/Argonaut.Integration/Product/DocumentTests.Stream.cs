using System.Net.WebSockets;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Server.Http;
using Argonaut.Server.Stream;
using Argonaut.Tests.Shared;
using Xunit;
using StreamReader = Argonaut.Integration.Server.Fakes.StreamReader;

namespace Argonaut.Integration.Product;

/// <summary>The page of the WebSocket tells what the code does, all of it and nothing else.</summary>
public sealed partial class DocumentTests
{
    private static readonly string StreamPage = File.ReadAllText(Path.Combine(SharedData.Root, "docs", "reference", "stream.md"));

    private static readonly string StreamCode = string.Concat(
        Directory.EnumerateFiles(Path.Combine(SharedData.Root, "src", "Argonaut.Server", "Stream"), "*.cs").Order().Select(File.ReadAllText));

    [Fact]
    public void The_page_of_the_stream_has_every_channel_with_its_mode_and_no_other() => Assert.Equal(
        Channels.All.Select(c => (Channels.NameOf(c), Channels.ModeOf(c), Channels.IsReliable(c))),
        RowsOf("Channels").Select(row => (Code(row[0]), Code(row[2]), row[3] != "no")));

    [Fact]
    public void The_page_of_the_stream_has_every_operation_and_no_other() =>
        Assert.Equal(ClientOperation.Operations.Order(), RowsOf("What a client sends").Select(row => Code(row[0])).Order());

    [Fact]
    public void The_page_of_the_stream_has_every_error_code_of_the_code_and_no_other()
    {
        var handshake = RowsOf("Getting in").SelectMany(row => CodeSpan().Matches(row[1]).Select(m => m.Groups[1].Value));
        var known = typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(f => f.Name, f => ((ProblemKind)f.GetValue(null)!).Code);
        var used = ProblemUse().Matches(StreamCode).Select(m => known[m.Groups[1].Value]).Distinct().Order();

        Assert.Equal(used, RowsOf("Errors").Select(row => Code(row[0])).Order());
        Assert.Subset(known.Values.ToHashSet(), handshake.ToHashSet());
    }

    [Fact]
    public void The_page_of_the_stream_has_every_closing_code_of_the_code_and_no_other()
    {
        var used = CloseUse().Matches(StreamCode)
            .Select(m => m.Groups[1].Success ? int.Parse(m.Groups[1].Value) : (int)Enum.Parse<WebSocketCloseStatus>(m.Groups[2].Value))
            .Where(code => code != (int)WebSocketCloseStatus.Empty).Distinct().Order();
        Assert.Equal(used, RowsOf("Closing").Select(row => int.Parse(row[0])));
    }

    [Fact]
    public void The_page_of_the_stream_tells_every_limit()
    {
        // How things are cut into messages and frames, and how long the last word takes, is nothing a client has to know.
        string[] internals = [nameof(StreamLimits.MissedInMessage), nameof(StreamLimits.FrameFill), nameof(StreamLimits.ExpelGrace)];
        var limits = typeof(StreamLimits).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => !internals.Contains(f.Name));
        Assert.DoesNotContain(limits, f => !Regex.IsMatch(StreamPage, $@"\b{TextOf(f.GetValue(null)!)}\b"));

        static string TextOf(object value) => value is TimeSpan time ? time.TotalHours >= 1 ? "an hour" : $"{time.TotalSeconds:0} s" : $"{value}";
    }

    [Theory]
    [InlineData("quotes")]
    [InlineData("last")]
    [InlineData("trades")]
    [InlineData("bars")]
    [InlineData("depth")]
    public async Task The_page_of_the_stream_names_every_member_of_a_row_and_no_other(string channel)
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Publish(Samples.Trade(1, Samples.Start));
        server.Market.Publish(Samples.Quote(1, Samples.Start));
        server.Store.Add(Samples.Bar(Samples.Start, Timeframe.Minute1));
        using var client = new StreamReader(await server.ConnectAsync());
        var request = new Dictionary<string, object> { ["op"] = "subscribe", ["channel"] = channel, ["instrument_id"] = "AAPL.NASDAQ" };
        if (channel == "bars") request["timeframe"] = "1m";
        var (_, snapshot) = await client.SubscribeAsync(request);
        var told = CodeSpan().Matches(SectionOf(channel, "###")).Select(m => m.Groups[1].Value).Where(name => Member().IsMatch(name)).ToHashSet();

        var members = snapshot.GetProperty("data")[0].EnumerateObject().Select(m => m.Name).ToHashSet();
        // Words of the section that are values or belong to the message, not to the row.
        told.ExceptWith(["conflated", "max_rate", "trades", "ticks", "broker_history", "import"]);
        Assert.Equal(members.Order(), told.Order());
    }

    [Fact]
    public async Task The_page_of_the_stream_names_what_a_bar_of_the_exchanges_days_has_besides()
    {
        await using var server = await RunningServer.StartAsync();
        server.Market.Instruments = [Samples.Apple with { TradingHours = "20261109:0400-20261109:2000;20261110:0400-20261110:2000;20261111:0400-20261111:2000", TimeZone = "America/New_York" }];
        server.Store.Add(Samples.Bar(UnixNanos.FromDate(new DateOnly(2026, 11, 10)), Timeframe.Day1));
        using var client = new StreamReader(await server.ConnectAsync());
        var (_, utc) = await client.SubscribeAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1D" });
        var (_, session) = await client.SubscribeAsync(new { op = "subscribe", channel = "bars", instrument_id = "AAPL.NASDAQ", timeframe = "1D", boundary = "session" });

        string[] besides = [.. MembersOf(session).Except(MembersOf(utc))];

        Assert.Equal(["session_open", "session_close"], besides);
        Assert.All(besides, name => Assert.Contains($"`{name}`", SectionOf("bars of the exchange's days", "###"), StringComparison.Ordinal));

        static IEnumerable<string> MembersOf(JsonElement snapshot) => snapshot.GetProperty("data")[0].EnumerateObject().Select(m => m.Name);
    }

    private static IEnumerable<string[]> RowsOf(string section) =>
        SectionOf(section, "##").Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|').Split('|').Select(c => c.Trim()).ToArray());

    private static string SectionOf(string title, string level)
    {
        var from = StreamPage.IndexOf($"\n{level} {title}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"The page has no section {title}.");
        var text = StreamPage[(from + 2)..];
        var next = Heading().Match(text[level.Length..]);
        return next.Success ? text[..(next.Index + level.Length)] : text;
    }

    private static string Code(string cell) => CodeSpan().Match(cell).Groups[1].Value;

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^[a-z_]+$")]
    private static partial Regex Member();

    [GeneratedRegex("\n##+ ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"ProblemKinds\.(\w+)")]
    private static partial Regex ProblemUse();

    [GeneratedRegex(@"WebSocketCloseStatus\)(\d+)|WebSocketCloseStatus\.(\w+)")]
    private static partial Regex CloseUse();
}

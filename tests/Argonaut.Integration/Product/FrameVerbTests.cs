using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Argonaut.Domain;
using Argonaut.Flight;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>The flight recorder as a user meets it: on by itself, listed, copied, played.</summary>
public sealed partial class FrameVerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_758_A_demo_is_recorded_listed_copied_without_accounts_and_played_into_a_catalog()
    {
        var data = await ProductProcess.NewDemoDirectoryAsync(Ct);
        await using (var demo = await ProductProcess.StartServingAsync(data, ["demo", "--rate", "500"], Ct))
        {
            while (await demo.MetricAsync("argonaut_ticks_acknowledged_total", Ct) < 1_000) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            var status = await demo.GetJsonAsync("/api/v1/system/status", Ct);
            var stage = status.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "flight_recorder");
            Assert.Equal("ok", stage.GetProperty("state").GetString());
            Assert.Contains("nothing lost", stage.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.True(await demo.MetricAsync("argonaut_flight_frames_total", Ct) > 1_000);
        }

        var frames = Path.Combine(data, "demo", "frames");
        var copy = Path.Combine(data, "support.frames");
        var catalog = Path.Combine(data, "replayed");
        var accounts = Accounts(frames);
        Assert.NotEmpty(accounts);

        var listed = await ProductProcess.RunAsync(data, ["frames", frames], Ct);
        Assert.True(listed.ExitCode == 0, listed.Errors);
        Assert.Matches("received +99 ", listed.Output);
        Assert.Matches("sent +97 ", listed.Output);

        var copied = await ProductProcess.RunAsync(data, ["frames", frames, "--out", copy, "--redact"], Ct);
        Assert.True(copied.ExitCode == 0, copied.Errors);
        foreach (var account in accounts) Assert.Equal(0, Occurrences(copy, account));
        Assert.True(Occurrences(frames, accounts[0]) > 0);
        var again = await ProductProcess.RunAsync(data, ["frames", frames, "--out", copy, "--redact"], Ct);
        Assert.Equal(4, again.ExitCode);

        var played = await ProductProcess.RunAsync(data, ["replay", copy, "--export", catalog], Ct);
        Assert.True(played.ExitCode == 0, played.Output + played.Errors);
        var counts = Played().Match(played.Output);
        Assert.True(Number(counts.Groups[1]) > 300 && Number(counts.Groups[2]) > 300, played.Output);
        Assert.DoesNotContain("different", played.Output, StringComparison.Ordinal);
        var verified = await ProductProcess.RunAsync(data, ["verify", catalog], Ct);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);

        // The same files again, to the byte; a part of the time does not go beside them.
        var repeated = await ProductProcess.RunAsync(data, ["replay", copy, "--export", catalog], Ct);
        Assert.True(repeated.ExitCode == 0, repeated.Output + repeated.Errors);
        Assert.Contains("unchanged trade_tick", repeated.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("success", repeated.Output, StringComparison.Ordinal);
        var refused = await ProductProcess.RunAsync(data, ["replay", copy, "--export", catalog, "--to", Middle(copy)], Ct);
        Assert.True(refused.ExitCode == 6, refused.Output + refused.Errors);
    }

    [Fact]
    public async Task A_replay_without_a_destination_or_a_recording_says_what_to_do()
    {
        var data = ProductProcess.NewDataDirectory();
        var missing = await ProductProcess.RunAsync(data, ["replay", Path.Combine(data, "none.frames"), "--export", data], Ct);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("none.frames", missing.Errors, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(data, "frames"));
        File.WriteAllText(Path.Combine(data, "frames", "x.frames"), "not a recording");
        var foreign = await ProductProcess.RunAsync(data, ["frames"], Ct);
        Assert.Equal(2, foreign.ExitCode);
        Assert.Contains("is not a recording of frames", foreign.Errors, StringComparison.Ordinal);
    }

    private static long Number(Group group) => long.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>Those of the managed accounts, message 15.</summary>
    private static List<string> Accounts(string frames)
    {
        using var reader = new FrameReader(frames);
        List<string> found = [];
        while (reader.TryRead(out var entry))
            if (entry is { Kind: FrameEntryKind.Received, MessageId: 15 })
                found.AddRange(Encoding.ASCII.GetString(entry.Body.Span).Split('\0')[2].Split(',', StringSplitOptions.RemoveEmptyEntries));
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string Middle(string frames)
    {
        using var reader = new FrameReader(frames);
        return new UnixNanos(reader.Span.First.Value + (reader.Span.Last - reader.Span.First) * 3 / 4).ToString();
    }

    private static int Occurrences(string frames, string text)
    {
        using var reader = new FrameReader(frames);
        var count = 0;
        while (reader.TryRead(out var entry))
            if (Encoding.Latin1.GetString(entry.Body.Span).Contains(text, StringComparison.Ordinal)) count++;
        return count;
    }

    [GeneratedRegex("([0-9,]+) trades, ([0-9,]+) quotes")]
    private static partial Regex Played();
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Argonaut.Domain;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut status</c>: the truth page in the terminal, with the very sentences of the dashboard.</summary>
internal static class StatusVerb
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "Another server than the one of this data directory." };
        var watch = new Option<bool>("--watch") { Description = "Again every two seconds, until Ctrl-C." };
        var output = new Option<string>("--output") { Description = "text (default) or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("status", "What runs and what does not, and why. Example: argonaut status") { url, watch, output };
        command.SetAction(async (parse, ct) =>
        {
            using var api = ApiClient.Connect(Settings.FromEnvironment(), parse.GetValue(url));
            while (true)
            {
                var status = await api.GetAsync("/api/v1/system/status", ct);
                var text = parse.GetValue(output) == "json" ? status.GetRawText() : TextOf(status, HybridNow());
                if (parse.GetValue(watch) && !Console.IsOutputRedirected) Console.Write("\u001b[H\u001b[2J");
                Console.WriteLine(text);
                if (!parse.GetValue(watch)) return (int)(status.GetProperty("can_record").GetBoolean() ? ExitCode.Done : ExitCode.DifferencesFound);
                await Task.Delay(WatchEvery, TimeProvider.System, ct);
            }
        });
        return command;
    }

    /// <summary>Verdict, reasons, stages and the sum of the counters.</summary>
    public static string TextOf(JsonElement status, UnixNanos now)
    {
        var text = new StringBuilder();
        var mode = status.GetProperty("mode").GetString()!.ToUpperInvariant();
        text.AppendLine($"{mode}{(status.GetProperty("simulated").GetBoolean() ? " · SIMULATED" : "")}  {status.GetProperty("verdict").GetString()}");
        text.AppendLine(status.GetProperty("trade_verdict").GetString());
        text.AppendLine();
        foreach (var stage in status.GetProperty("stages").EnumerateArray())
        {
            var state = stage.GetProperty("state").GetString();
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{stage.GetProperty("name").GetString(),-15} {state,-9} {Age(stage, "since", now, "since "),-14} {Age(stage, "last_success", now, "ok "),-12} {stage.GetProperty("detail").GetString()}"));
            if (stage.TryGetProperty("last_error", out var error) && error.ValueKind == JsonValueKind.String) text.AppendLine($"{"",-15} last error: {error.GetString()}");
        }

        var counters = status.GetProperty("counters");
        long Of(string name) => counters.GetProperty(name).GetInt64();
        var sum = Of("acknowledged") + Of("rejected") + Of("duplicate") + Of("conflated") + Of("in_flight");
        text.AppendLine();
        text.Append(string.Create(CultureInfo.InvariantCulture,
            $"received {Of("received"):N0} = acknowledged {Of("acknowledged"):N0} + rejected {Of("rejected"):N0} + duplicate {Of("duplicate"):N0} + conflated {Of("conflated"):N0} + in flight {Of("in_flight"):N0}: "));
        text.Append(counters.GetProperty("balanced").GetBoolean() ? "balanced" : string.Create(CultureInfo.InvariantCulture, $"off by {Of("received") - sum:N0}"));
        return text.ToString();
    }

    /// <summary>How long ago, such as <c>since 34 s</c>; empty when there is no time.</summary>
    private static string Age(JsonElement stage, string name, UnixNanos now, string word)
    {
        if (!stage.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String || !long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var at)) return "";
        var seconds = Math.Max(0, (now.Value - at) / UnixNanos.PerSecond);
        return word + seconds switch
        {
            < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min"),
            < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400} d"),
        };
    }

    private static UnixNanos HybridNow() => Ports.HybridClock.Now(TimeProvider.System);
}

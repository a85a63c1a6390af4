using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut export ticks|quotes|bars|deltas|depths|daily</c>: asks the running server for an export, shows its progress and its result. Ctrl-C cancels
/// the job; the same command line goes on where finished files are already there.
/// </summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "ticks, quotes, bars, deltas (order book changes), depths (its best ten levels) or daily." };
        kind.AcceptOnlyFromAmong("ticks", "quotes", "bars", "deltas", "depths", "daily");
        var instrument = new Option<string?>("--instrument") { Description = "Instrument id, such as AAPL.NASDAQ or EUR/USD.IDEALPRO (not for daily)." };
        var start = new Option<string?>("--start") { Description = "First instant: 2023-12-25, RFC 3339 with an offset, or nanoseconds." };
        var end = new Option<string?>("--end") { Description = "End, excluded. Same forms as --start." };
        var timeframe = new Option<string?>("--timeframe") { Description = "Of bars: 1s to 1M." };
        var date = new Option<string?>("--date") { Description = "Of daily: the UTC day, today when left out." };
        var compression = new Option<string?>("--compression") { Description = "none, snappy, gzip or zstd." };
        var format = new Option<string?>("--format") { Description = "nautilus (default) or flat." };
        var overlap = new Option<string?>("--on-overlap") { Description = "replace or skip; without it an overlap is refused." };
        var source = new Option<string>("--source") { Description = "The data source.", DefaultValueFactory = _ => "IB" };
        var url = new Option<string?>("--url") { Description = "Another server than the one of this data directory." };
        var command = new Command("export", "Export to a NautilusTrader catalog. Example: argonaut export ticks --instrument AAPL.NASDAQ --start 2026-01-05 --end 2026-01-06")
            { kind, instrument, start, end, timeframe, date, compression, format, overlap, source, url };

        command.SetAction(async (parse, ct) =>
        {
            var what = parse.GetValue(kind)!;
            var body = new Dictionary<string, string>(StringComparer.Ordinal);
            void Put(string key, string? value)
            {
                if (value is not null) body[key] = value;
            }

            Put("start", parse.GetValue(start));
            Put("end", parse.GetValue(end));
            Put("timeframe", parse.GetValue(timeframe));
            Put("date", parse.GetValue(date) ?? (what == "daily" ? TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null));
            Put("compression", parse.GetValue(compression));
            Put("format", parse.GetValue(format));
            Put("on_overlap", parse.GetValue(overlap));
            string path;
            if (what == "daily") path = "/api/v1/parquet/export/daily";
            else
            {
                if (parse.GetValue(instrument) is not { Length: > 0 } id)
                    throw new CliException(ExitCode.WrongUsage, $"export {what} needs --instrument, for example: argonaut export {what} --instrument AAPL.NASDAQ");
                if (what == "bars" && parse.GetValue(timeframe) is null)
                    throw new CliException(ExitCode.WrongUsage, "export bars needs --timeframe, for example: --timeframe 1m");
                path = $"/api/v1/parquet/export/{what}/{Uri.EscapeDataString(parse.GetValue(source)!)}/{Uri.EscapeDataString(id)}";
            }

            using var api = ApiClient.Connect(Settings.FromEnvironment(), parse.GetValue(url));
            return (int)await JobWait.RunAsync(api, "export", path, JsonSerializer.Serialize(body, CliJson.Default.DictionaryStringString), Report, ct);
        });
        return command;
    }

    private static ExitCode Report(JsonElement result)
    {
        if (result.TryGetProperty("exports", out var exports))
        {
            foreach (var export in exports.EnumerateArray()) ReportOne(export);
            Console.WriteLine($"{result.GetProperty("summary").GetProperty("total_files")} files, {result.GetProperty("summary").GetProperty("total_records")} rows");
        }
        else
        {
            ReportOne(result);
        }

        return result.GetProperty("status").GetString() == "partial" ? ExitCode.PartlyDone : ExitCode.Done;
    }

    private static void ReportOne(JsonElement result)
    {
        string Field(string name) => result.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "-";
        Console.WriteLine($"{Field("status"),-9} {Field("data_type"),-11} {Field("instrument_id"),-20} {Field("records"),12} rows  {Field("reduction_pct"),6} % below CSV  {Field("file_path")}");
    }
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut import</c>: has the running server read files of NautilusTrader into its database. Ctrl-C cancels; the same command line does the
/// rest, for what is stored already is left out.
/// </summary>
internal static class ImportVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A NautilusTrader catalog, another folder of Parquet files, or one file." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be imported, what is there already, what differs and what cannot be taken." };
        var source = new Option<string?>("--source") { Description = "The data source of instruments that are not known yet; that of the feed when left out." };
        var conflict = new Option<string?>("--on-conflict") { Description = "skip (default): what is stored stays. refuse: nothing is written when a row differs." };
        conflict.AcceptOnlyFromAmong("skip", "refuse");
        var map = new Option<string[]>("--map") { Description = "Another id here than in the files: AAPL.XNAS=AAPL.NASDAQ. May be repeated." };
        var instrument = new Option<string[]>("--instrument") { Description = "Only this instrument, by its id in the files. May be repeated." };
        var url = new Option<string?>("--url") { Description = "Another server than the one of this data directory; the path is one of its machine." };
        var command = new Command("import", "Import Parquet files of NautilusTrader. Example: argonaut import ./catalog --dry-run")
            { path, dryRun, source, conflict, map, instrument, url };

        command.SetAction(async (parse, ct) =>
        {
            var given = parse.GetValue(path)!;
            var server = parse.GetValue(url);
            if (server is null && !Directory.Exists(given) && !File.Exists(given)) throw new CliException(ExitCode.WrongUsage, $"There is no folder or file {given}.");
            var body = new JsonObject { ["path"] = server is null ? Path.GetFullPath(given) : given, ["dry_run"] = parse.GetValue(dryRun) };
            if (parse.GetValue(source) is { } name) body["source"] = name;
            if (parse.GetValue(conflict) is { } policy) body["on_conflict"] = policy;
            if (parse.GetValue(map) is { Length: > 0 } pairs) body["map"] = new JsonArray([.. pairs.Select(p => JsonValue.Create(p))]);
            if (parse.GetValue(instrument) is { Length: > 0 } ids) body["instrument_ids"] = new JsonArray([.. ids.Select(i => JsonValue.Create(i))]);
            using var api = ApiClient.Connect(Settings.FromEnvironment(), server);
            return (int)await JobWait.RunAsync(api, "import", "/api/v1/data/import", body.ToJsonString(), Report, ct);
        });
        return command;
    }

    private static ExitCode Report(JsonElement result)
    {
        var isDryRun = result.GetProperty("dry_run").GetBoolean();
        Console.WriteLine($"{"type",-12} {"instrument",-24} {"rows",12} {(isDryRun ? "would be new" : "new"),12} {"there",12} {"differ",10} {"refused",10}");
        foreach (var series in result.GetProperty("series").EnumerateArray())
        {
            Console.WriteLine($"{Text(series, "data_type"),-12} {Text(series, "bar_type") ?? Text(series, "instrument_id"),-24} {Rows(series, "rows_source"),12:N0} "
                + $"{Rows(series, "rows_new"),12:N0} {Rows(series, "rows_duplicate"),12:N0} {Rows(series, "rows_conflict"),10:N0} {Rows(series, "rows_refused"),10:N0}");
            if (Rows(series, "values_rounded") is > 0 and var rounded) Console.WriteLine($"  {rounded:N0} values are finer than the precision of their file and are rounded");
            if (Rows(series, "rows_off_grid") is > 0 and var off) Console.WriteLine($"  {off:N0} rows have a price between the steps of the instrument");
            foreach (var problem in series.GetProperty("problems").EnumerateArray()) Console.WriteLine($"  refused: {problem.GetString()}");
            foreach (var conflict in series.GetProperty("conflicts").EnumerateArray()) Console.WriteLine($"  differs: {conflict.GetString()}");
        }

        foreach (var file in result.GetProperty("refused_files").EnumerateArray()) Console.WriteLine($"not taken: {Text(file, "path")}: {Text(file, "reason")}");
        var made = string.Join(", ", result.GetProperty("new_instruments").EnumerateArray().Select(i => i.GetString()));
        if (made.Length > 0) Console.WriteLine($"instruments that {(isDryRun ? "would become" : "became")} known: {made}");
        Console.WriteLine($"{Rows(result, "rows_source"):N0} rows, {Rows(result, "rows_new"):N0} {(isDryRun ? "would be new" : "written")}");
        return Text(result, "status") != "partial" ? ExitCode.Done : isDryRun ? ExitCode.DifferencesFound : ExitCode.PartlyDone;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long Rows(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}

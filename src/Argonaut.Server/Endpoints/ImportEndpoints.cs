using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Server.Import;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Reading files of NautilusTrader into the database.</summary>
internal sealed class ImportEndpoints(ServerContext server, JobRunner runner)
{
    private const string Area = "Data";

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("POST", "/api/v1/data/import", "import_data", Area, "Import files of NautilusTrader", ImportAsync)
        {
            Description = "Trades, quotes and bars of a catalog folder, of another folder of Parquet files, or of one file. What is stored already is left out: "
                + "repeating an import adds nothing. With `dry_run` nothing is written: it says what would be new, what is there already, what differs, what cannot be "
                + "taken and why. A dry run needs the role exporter, an import admin. " + JobRunner.KeyNote,
            Parameters =
            [
                new Parameter("path", ParameterPlace.Either, ParameterKind.Text,
                    "Folder or file on the server: relative to `imports` of the data directory, or whole (admin only).") { IsRequired = true, LongestText = 1_000 },
                new Parameter("dry_run", ParameterPlace.Either, ParameterKind.Flag, "Only say what would be imported.") { Default = "false", AllowsNull = true },
                new Parameter("source", ParameterPlace.Either, ParameterKind.Text, "The data source of instruments that are not known here. Default: that of the feed.")
                {
                    AllowsNull = true, LongestText = 32,
                },
                new Parameter("on_conflict", ParameterPlace.Either, ParameterKind.Choice,
                    "Rows whose place holds other values: `skip` leaves what is stored, `refuse` writes nothing at all when there is one.")
                {
                    Choices = ["skip", "refuse"], Default = "skip", AllowsNull = true,
                },
                new Parameter("instrument_ids", ParameterPlace.Either, ParameterKind.TextList, "Only these, by their ids in the files; default all.") { AllowsNull = true },
                new Parameter("map", ParameterPlace.Either, ParameterKind.TextList, "Other ids here than in the files: `AAPL.XNAS=AAPL.NASDAQ`.") { AllowsNull = true, LongestList = 100 },
            ],
            Answers =
            [
                new ApiAnswer(200, typeof(ImportItem), "Finished within the time of `Prefer: wait=N` (default 30 s)."),
                new ApiAnswer(202, typeof(JobItem), "Still running; `Location` names the job."),
            ],
            Problems = [ProblemKinds.Conflict, ProblemKinds.ValidationFailed, .. JobRunner.Problems],
        },
    ];

    private Task<IResult> ImportAsync(ApiRequest request, CancellationToken _)
    {
        var values = request.Values;
        var isDryRun = values.Flag("dry_run") ?? false;
        if (!isDryRun && Authenticator.Check(request.Caller, Role.Admin) is { } refused) return Reply.Done(refused);
        var path = values.RequiredText("path");
        if (!Locate(request.Caller, path, out var full, out var problem)) return Reply.Done(problem!);
        if (!Names(values.List("map") ?? [], out var names, out problem)) return Reply.Done(problem!);
        var source = (values.Text("source") ?? server.Parts.Facts.Source).ToUpperInvariant();
        if (source.Length == 0 || !source.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return Reply.Done(Problem.Of(ProblemKinds.InvalidParameter, "'source' takes letters, digits, '-' and '_'.", "source"));
        var order = new ImportOrder(path, full, source, isDryRun, values.Text("on_conflict") == "refuse", values.List("instrument_ids"), names);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(full));
        return runner.RunAsync(request, isDryRun ? ImportJobs.DryRun : ImportJobs.Import, isDryRun ? $"Dry run of the import of {name}" : $"Import of {name}", ImportJobs.RequestOf(order));
    }

    private bool Locate(Caller caller, string path, out string full, out Problem? problem)
    {
        if (!ServerPath.TryFind(server.Parts.ImportDirectory, caller, path, out full, out problem)) return false;
        if (Directory.Exists(full) || (File.Exists(full) && full.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))) return true;
        problem = Problem.Of(ProblemKinds.NotFound, "There is no such folder and no such Parquet file. A relative path begins at 'imports' of the data directory.");
        return false;
    }

    private static bool Names(ImmutableArray<string> map, out ImmutableDictionary<string, string> names, out Problem? problem)
    {
        names = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        problem = null;
        foreach (var entry in map)
        {
            var parts = entry.Split('=');
            if (parts.Length != 2 || !InstrumentId.TryParse(parts[0], out _) || !InstrumentId.TryParse(parts[1], out _))
            {
                problem = Problem.Of(ProblemKinds.InvalidParameter, $"'map' takes pairs such as AAPL.XNAS=AAPL.NASDAQ, found '{entry}'.", "map");
                return false;
            }

            names = names.SetItem(parts[0], parts[1]);
        }

        return true;
    }
}

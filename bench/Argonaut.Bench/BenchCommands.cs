using System.Collections.Immutable;
using System.CommandLine;
using Argonaut.Bench.Results;
using Argonaut.Bench.Rows;

namespace Argonaut.Bench;

/// <summary>The command line: <c>run</c>, <c>report</c>, <c>list</c>.</summary>
internal static class BenchCommands
{
    private const int Succeeded = 0;
    private const int GateMissed = 1;
    private const int WrongUsage = 2;

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Benchmarks of Argonaut: ours and an anchor by turns in one invocation.") { CreateRun(), CreateReport(), CreateList() };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
    }

    private static Command CreateRun()
    {
        var ids = new Argument<string[]>("ids") { Description = "Rows to run, P-01 and so on; none means all that are wired.", Arity = ArgumentArity.ZeroOrMore };
        var rounds = new Option<int>("--rounds") { Description = "Counted pairs; one more, dropped, comes before.", DefaultValueFactory = _ => 5 };
        var quick = new Option<bool>("--quick") { Description = "Smaller workloads; for information, not for claims." };
        var minutes = new Option<double>("--minutes") { Description = "Length of each part of P-18, and of the run whose growth P-18-slope fits.", DefaultValueFactory = _ => 1 };
        var json = new Option<string?>("--json") { Description = "The result file; bench-results/<commit>.json when not given." };
        var command = new Command("run", "Measures rows and writes a result file. Example: run P-01 P-08 --rounds 5") { ids, rounds, quick, minutes, json };
        command.SetAction((parse, ct) =>
        {
            var options = new BenchOptions(Math.Max(1, parse.GetValue(rounds)), parse.GetValue(quick), parse.GetValue(minutes));
            return MeasureAsync(parse.GetValue(ids) ?? [], options, parse.GetValue(json), ct);
        });
        return command;
    }

    private static Command CreateReport()
    {
        var files = new Argument<string[]>("files") { Description = "Result files, in the order of the page.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("report", "Writes result files as a Markdown page to standard output. Example: report bench-results/a.json > docs/benchmarks.md") { files };
        command.SetAction((parse, ct) => ReportAsync(parse.GetValue(files) ?? [], ct));
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "Names the rows that are wired.");
        command.SetAction(_ =>
        {
            foreach (var row in BenchmarkCatalog.All) Console.WriteLine($"{row.Id}  {row.Title}");
            return Succeeded;
        });
        return command;
    }

    private static async Task<int> MeasureAsync(string[] ids, BenchOptions options, string? json, CancellationToken ct)
    {
        var unknown = ids.Where(id => BenchmarkCatalog.Find(id) is null).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Not a row that is wired: {string.Join(", ", unknown)}. 'list' names them.");
            return WrongUsage;
        }

        var rows = ids.Length == 0 ? BenchmarkCatalog.All : [.. ids.Select(BenchmarkCatalog.Find).OfType<IBenchmarkRow>()];
        var root = Checkout.FindRoot();
        var report = await BenchRun.RunAsync(rows, options, root, ct);
        var path = json ?? Path.Combine(root, "bench-results", $"{report.Machine["commit"]}.json");
        await report.SaveAsync(path, ct);
        await Console.Error.WriteLineAsync($"Written: {path}");
        return report.Results.Any(r => r.Status == ResultStatus.Fail) ? GateMissed : Succeeded;
    }

    private static async Task<int> ReportAsync(string[] files, CancellationToken ct)
    {
        var reports = ImmutableArray.CreateBuilder<(string, BenchReport)>();
        foreach (var file in files)
        {
            try
            {
                reports.Add((Path.GetFileNameWithoutExtension(file), await BenchReport.LoadAsync(file, ct)));
            }
            catch (Exception exception) when (exception is FormatException or IOException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return WrongUsage;
            }
        }

        await Console.Out.WriteAsync(MarkdownReport.Write(reports.ToImmutable()));
        return Succeeded;
    }
}

using System.CommandLine;
using System.Globalization;
using Argonaut.Catalog.Verification;

namespace Argonaut.Cli.Verbs;

/// <summary>
/// <c>argonaut verify</c>: reads every file of a catalog (or the named ones) completely and says what NautilusTrader would refuse or
/// misread; prints counts and sums that NautilusTrader's side must give too.
/// </summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Files or folders; the export directory when left out.", Arity = ArgumentArity.ZeroOrMore };
        var sums = new Option<bool>("--sums") { Description = "Print the sum of every column's raw integers." };
        var command = new Command("verify", "Check catalog files from the first byte to the last. Example: argonaut verify") { paths, sums };
        command.SetAction((parse, ct) =>
        {
            var given = parse.GetValue(paths) ?? [];
            var roots = given.Length > 0 ? given : [CatalogFolder.Choose(null, Settings.FromEnvironment())];
            return Task.FromResult((int)Run(roots, parse.GetValue(sums), ct));
        });
        return command;
    }

    private static ExitCode Run(string[] roots, bool showSums, CancellationToken ct)
    {
        var files = roots.SelectMany(FilesOf).ToList();
        var bad = 0;
        foreach (var path in files)
        {
            ct.ThrowIfCancellationRequested();
            var report = FileVerifier.Verify(path);
            if (!report.IsValid) bad++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(report.IsValid ? "ok  " : "BAD ")} {report.Rows,12:N0} rows  {path}"));
            foreach (var problem in report.Problems) Console.WriteLine($"     {(problem.IsError ? "error" : "note")} {problem.Code}: {problem.Message}");
            if (showSums)
                foreach (var (column, sum) in report.Sums) Console.WriteLine($"     sum {column} = {sum}");
        }

        Console.WriteLine($"{files.Count} files, {bad} bad");
        return bad == 0 ? ExitCode.Done : ExitCode.DifferencesFound;
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new CliException(ExitCode.WrongUsage, $"There is no file or folder {path}.");
        var data = Path.Combine(path, "data");
        return Directory.EnumerateFiles(Directory.Exists(data) ? data : path, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    }
}

using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Verification;
using Argonaut.Server.Contracts;
using Argonaut.Server.Jobs;

namespace Argonaut.Server.Export;

/// <summary>Re-reads files and compares them with the rules of the format and with the ledger.</summary>
internal sealed class FileChecks(ServerContext server)
{
    /// <param name="paths">Null: every file of the catalog.</param>
    public async Task<VerifyReport> RunAsync(ImmutableArray<string>? paths, Job job, CancellationToken ct)
    {
        var root = server.Parts.ExportDirectory;
        var wanted = paths ?? [.. new CatalogReader(root).List().Items.SelectMany(i => i.Files).Select(f => f.Path)];
        var ledger = (await server.Parts.Ledger.ListAsync(null, ct)).ToDictionary(r => r.Path, r => r.Sha256, StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<VerifyFileItem>(wanted.Length);
        long rows = 0;
        foreach (var path in wanted)
        {
            ct.ThrowIfCancellationRequested();
            var item = Check(root, path, ledger.GetValueOrDefault(path));
            rows += item.Rows;
            files.Add(item);
            job.Report((double)files.Count / wanted.Length, rows);
        }

        return new VerifyReport { JobId = job.Id, Status = files.All(f => f.Status == "passed") ? "success" : "partial", Files = files.ToImmutable() };
    }

    private static VerifyFileItem Check(string root, string path, string? expected)
    {
        if (CatalogPreview.Find(root, path) is not { } full)
            return new VerifyFileItem { Path = path, Status = "failed", Rows = 0, ChecksumMatch = null, Findings = ["There is no such file in the export directory."] };
        var report = FileVerifier.Verify(full);
        bool? matches = expected is null ? null : CatalogWriter.Sha256Of(root, path) == expected;
        ImmutableArray<string> findings = [.. report.Problems.Select(p => p.Message)];
        if (matches == false) findings = findings.Add("The content differs from what was published.");
        return new VerifyFileItem { Path = path, Status = report.IsValid && matches != false ? "passed" : "failed", Rows = report.Rows, ChecksumMatch = matches, Findings = findings };
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>What the documents tell a user to type is typed here, against a running demo.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public async Task Every_command_of_the_documents_runs()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = ProductProcess.NewDataDirectory();
        await using var demo = await ProductProcess.StartServingAsync(data, ["demo"], ct);
        await RecordedTicks(demo, ct);

        var failures = new List<string>();
        var ran = 0;
        foreach (var (document, command) in Commands())
        {
            // The demo itself is what runs here, with its own port; the test command is what runs us; run needs a real gateway.
            if (command is "./argonaut demo" or "./test" || command.EndsWith("./argonaut run", StringComparison.Ordinal)) continue;
            ran++;
            var (code, output) = await ShellAsync(command.Replace("http://localhost:8000", demo.Http.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal), data, ct);
            if (code != 0) failures.Add($"{document}: {command}\nexit code {code}\n{output}");
        }

        Assert.Empty(failures);
        Assert.True(ran >= 8, $"Expected at least 8 commands in the documents, found {ran}.");
    }

    [Fact]
    public void Every_link_of_the_documents_leads_to_a_file()
    {
        var broken = new List<string>();
        foreach (var document in Documents())
        {
            foreach (Match match in Link().Matches(File.ReadAllText(document)))
            {
                var target = match.Groups[1].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
                var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, target));
                if (!File.Exists(path) && !Directory.Exists(path)) broken.Add($"{Path.GetRelativePath(SharedData.Root, document)}: {target}");
            }
        }

        Assert.Empty(broken);
    }

    private static async Task RecordedTicks(ProductProcess demo, CancellationToken ct)
    {
        while (await demo.MetricAsync("argonaut_ticks_acknowledged_total", ct) < 50) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(SharedData.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(SharedData.Root, "docs"), "*.md", SearchOption.AllDirectories));

    private static IEnumerable<(string Document, string Command)> Commands()
    {
        foreach (var document in Documents())
        foreach (Match block in ShellBlock().Matches(File.ReadAllText(document)))
        foreach (var line in block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (line[0] != '#') yield return (Path.GetRelativePath(SharedData.Root, document), line);
    }

    private static async Task<(int Code, string Output)> ShellAsync(string command, string data, CancellationToken ct)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
            { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = SharedData.Root };
        start.Environment["ARGONAUT_DATA_DIR"] = data;
        start.Environment["ARGONAUT_TEST_PORT"] = "0";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}

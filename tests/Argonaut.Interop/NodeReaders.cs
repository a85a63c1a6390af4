using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Argonaut.Tests.Shared;

namespace Argonaut.Tests.Interop;

/// <summary>DuckDB and hyparquet, two readers that share no code with ours or with each other.</summary>
internal static class NodeReaders
{
    private static readonly string Folder = Path.Combine(SharedData.Root, "tests", "Argonaut.Interop", "node");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>What a reader sees in each file, in the order of the files.</summary>
    /// <param name="reader"><c>duckdb</c> or <c>hyparquet</c>.</param>
    public static Task<ImmutableArray<SeenFile>> ReadAsync(string reader, IEnumerable<string> files, CancellationToken ct) => SeeAsync(reader, "files", files, ct);

    /// <summary>The same but for the rows, of which there are none.</summary>
    public static Task<ImmutableArray<SeenFile>> ReadHeadsAsync(string reader, IEnumerable<string> files, CancellationToken ct) => SeeAsync(reader, "heads", files, ct);

    /// <summary>Lets DuckDB write its files into a folder.</summary>
    public static Task WriteAsync(string folder, CancellationToken ct) => RunScriptAsync(["write.mjs", folder], ct);

    private static async Task<ImmutableArray<SeenFile>> SeeAsync(string reader, string what, IEnumerable<string> files, CancellationToken ct)
    {
        var json = await RunScriptAsync(["read.mjs", reader, what, .. files], ct);
        return JsonSerializer.Deserialize<ImmutableArray<SeenFile>>(json, JsonSerializerOptions.Web);
    }

    private static async Task<string> RunScriptAsync(string[] arguments, CancellationToken ct)
    {
        await Installed.Value;
        return await RunAsync("node", arguments, ct);
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "hyparquet"))) return;
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        await RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], CancellationToken.None);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"The interop tests need Node.js 20 or later with npm: '{program}' does not start ({e.Message}).", e);
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            var text = await output;
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {arguments[0]} ended with code {process.ExitCode}: {await errors}");
            return text;
        }
    }
}

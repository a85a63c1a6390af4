using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Argonaut.Postgres.Embedded;

/// <summary>Runs PostgreSQL's programs. PostgreSQL refuses to be root: then they run as <c>nobody</c>, which owns the data directory.</summary>
internal sealed class ServerUser
{
    private const string Name = "nobody";

    private readonly (int Uid, int Gid)? _ids;

    private ServerUser((int Uid, int Gid)? ids) => _ids = ids;

    /// <summary>True when the programs run as another user than this process.</summary>
    public bool IsOther => _ids is not null;

    public static ServerUser Find()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return new ServerUser(null);
        if (Environment.UserName != "root") return new ServerUser(null);
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            var fields = line.Split(':');
            if (fields.Length > 3 && fields[0] == Name
                && int.TryParse(fields[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var uid)
                && int.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var gid))
                return new ServerUser((uid, gid));
        }

        throw new EmbeddedPostgresException(
            $"PostgreSQL does not run as root, and this machine has no user '{Name}': run as another user, or set DATABASE_URL.");
    }

    /// <summary>Makes a folder that the server's user owns and nobody else can read.</summary>
    public async Task MakeOwnedDirectoryAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await GiveAsync(path, ct);
    }

    /// <summary>Makes the server's user the owner of a file or folder.</summary>
    public async Task GiveAsync(string path, CancellationToken ct)
    {
        if (_ids is not { } ids) return;
        var (code, output) = await RunPlainAsync("chown", [$"{ids.Uid}:{ids.Gid}", path], ct);
        if (code != 0) throw new EmbeddedPostgresException($"The owner of {path} cannot be set: {output}");
    }

    /// <summary>Runs a program as the server's user to its end.</summary>
    /// <returns>The exit code, and standard output and error together.</returns>
    public Task<(int ExitCode, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        if (_ids is not { } ids) return RunPlainAsync(program, arguments, ct);
        if (OperatingSystem.IsMacOS()) return RunPlainAsync("sudo", ["-n", "-u", Name, program, .. arguments], ct);
        if (File.Exists("/usr/bin/setpriv") || File.Exists("/bin/setpriv"))
            return RunPlainAsync("setpriv", [$"--reuid={ids.Uid}", $"--regid={ids.Gid}", "--clear-groups", program, .. arguments], ct);
        return RunPlainAsync("runuser", ["-u", Name, "--", program, .. arguments], ct);
    }

    private static async Task<(int ExitCode, string Output)> RunPlainAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory)!,   // ours may be one that the server's user cannot enter
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray()) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, (await output + await error).Trim());
        }
        catch (Win32Exception error)
        {
            return (127, $"{program}: {error.Message}");
        }
    }

    /// <summary>Settings for PostgreSQL's clients and secrets of ours are no business of the server.</summary>
    private static bool IsForeign(string variable) =>
        variable.StartsWith("PG", StringComparison.Ordinal)
        || variable.StartsWith("ARGONAUT_", StringComparison.Ordinal)
        || variable.StartsWith("IB_", StringComparison.Ordinal)
        || variable is "DATABASE_URL";
}

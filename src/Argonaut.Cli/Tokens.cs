using System.Security.Cryptography;
using System.Text;

namespace Argonaut.Cli;

/// <summary>
/// The owner token, shown once and kept as a hash, and the token of the command line on this machine, made anew at each start
/// (api.md ).
/// </summary>
internal static class Tokens
{
    public static string CliTokenFile(string dataDirectory) => Path.Combine(DataDirectory.RunOf(dataDirectory), "cli.token");

    /// <summary>SHA-256 of the UTF-8 text, lower-case hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static string WriteCliToken(string dataDirectory)
    {
        var token = Create();
        WritePrivate(CliTokenFile(dataDirectory), token);
        return token;
    }

    /// <summary>The hash of the owner token; <paramref name="created"/> is the token itself at the first start, else null.</summary>
    public static string OwnerHash(string dataDirectory, out string? created)
    {
        var file = Path.Combine(DataDirectory.RunOf(dataDirectory), "owner.hash");
        created = null;
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        created = Create();
        var hash = Hash(created);
        WritePrivate(file, hash);
        return hash;
    }

    /// <summary>A key of this installation that signs cursors; made at the first start.</summary>
    public static byte[] InstallationKey(string dataDirectory)
    {
        var file = Path.Combine(DataDirectory.RunOf(dataDirectory), "installation.key");
        if (File.Exists(file)) return Convert.FromHexString(File.ReadAllText(file).Trim());
        var key = RandomNumberGenerator.GetBytes(32);
        WritePrivate(file, Convert.ToHexStringLower(key));
        return key;
    }

    /// <summary>Writes a file that only this user can read.</summary>
    public static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }

    private static string Create() =>
        "arg_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

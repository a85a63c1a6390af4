using System.Security.Cryptography;
using System.Text;

namespace Argonaut.Cli;

/// <summary>Tells configurations apart without telling them: of all settings that are given, without secrets.</summary>
internal static class ConfigHash
{
    private static readonly string[] Secret = ["TOKEN", "PASSWORD", "SECRET", "URL"];

    /// <summary>Twelve hexadecimal digits.</summary>
    public static string Of(Func<string, string?> read)
    {
        var lines = Settings.KnownNames.Where(name => !Secret.Any(s => name.Contains(s, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).Where(name => read(name) is { Length: > 0 }).Select(name => $"{name}={read(name)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..12];
    }
}

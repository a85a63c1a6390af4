
namespace Argonaut.Cli;

/// <summary>
/// What a serving program leaves below <c>run/</c> while it runs, so that verbs on the same machine find it: its address and the token
/// of the command line.
/// </summary>
internal static class RunFiles
{
    public static void WriteUrl(string dataDirectory, Uri url) => Tokens.WritePrivate(UrlFile(dataDirectory), url.AbsoluteUri);

    public static void RemoveUrl(string dataDirectory) => File.Delete(UrlFile(dataDirectory));

    /// <summary>The running Argonaut of this data directory (run, else demo) with its token; null when none runs.</summary>
    public static RunningProgram? Find(string dataDirectory)
    {
        foreach (var root in (string[])[dataDirectory, Path.Combine(dataDirectory, "demo")])
        {
            if (DataDirectory.ReadHolder(root) is null || !File.Exists(UrlFile(root))) continue;
            var token = File.Exists(Tokens.CliTokenFile(root)) ? File.ReadAllText(Tokens.CliTokenFile(root)).Trim() : null;
            return new RunningProgram(root, new Uri(File.ReadAllText(UrlFile(root)).Trim()), token);
        }

        return null;
    }

    private static string UrlFile(string dataDirectory) => Path.Combine(DataDirectory.RunOf(dataDirectory), "url");
}

/// <param name="DataDirectory">The folder whose lock it holds.</param>
internal sealed record RunningProgram(string DataDirectory, Uri Url, string? Token);

using System.Reflection;

namespace Argonaut.Cli;

/// <summary>What the build wrote into the program: <c>0.1.0+&lt;commit&gt;</c>.</summary>
internal static class BuildFacts
{
    private static readonly string[] Parts =
        (typeof(BuildFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+', 2);

    public static string Version => Parts[0];

    public static string Commit => Parts.Length > 1 ? Parts[1][..Math.Min(12, Parts[1].Length)] : "unknown";
}

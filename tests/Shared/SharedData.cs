using Xunit;

namespace Argonaut.Tests.Shared;

/// <summary>Files that tests use and where they are: in the repository, or in the shared sample data beside it.</summary>
internal static class SharedData
{
    /// <summary>The root of this checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder below <c>tests/vectors</c>; it must exist.</summary>
    public static string Vector(string path) => Path.Combine(Root, "tests", "vectors", path);

    /// <summary>A file or folder of the sample data beside the checkout; without it the running test is skipped by name.</summary>
    public static string Require(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", path));
        if (!File.Exists(full) && !Directory.Exists(full)) Assert.Skip($"needs the shared sample data: {path}");
        return full;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Argonaut.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests must run from inside the checkout.");
    }
}

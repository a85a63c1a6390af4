namespace Argonaut.Catalog.Reading;

/// <summary>Files below a folder, in the order of their paths. Links are not followed: what is found lies in the folder.</summary>
internal static class FolderFiles
{
    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 16,
    };

    private static readonly EnumerationOptions Directly = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IEnumerable<string> Of(string folder) => Directory.EnumerateFiles(folder, "*", Below).Order(StringComparer.Ordinal);

    /// <inheritdoc cref="Of"/>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateFiles(folder, "*", Directly).Order(StringComparer.Ordinal);

    /// <summary>The folders in it, by name.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static IEnumerable<string> FoldersIn(string folder) => Directory.EnumerateDirectories(folder, "*", Directly).Order(StringComparer.Ordinal);
}

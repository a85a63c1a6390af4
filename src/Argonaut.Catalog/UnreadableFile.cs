namespace Argonaut.Catalog;

/// <param name="Path">Relative to the export directory, with forward slashes.</param>
public sealed record UnreadableFile(string Path, string Reason);

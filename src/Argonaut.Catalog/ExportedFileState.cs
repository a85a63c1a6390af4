namespace Argonaut.Catalog;

/// <summary>Unchanged: a file with the same content was there. Skipped: another file covers the interval and was left alone.</summary>
public enum ExportedFileState
{
    Written,
    Unchanged,
    Skipped,
}

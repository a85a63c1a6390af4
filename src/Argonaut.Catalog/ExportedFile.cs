using Argonaut.Domain;

namespace Argonaut.Catalog;

/// <summary>One file of an export.</summary>
/// <param name="Path">Relative to the export directory, with forward slashes.</param>
/// <param name="Sha256">Of the whole file, lower-case hex.</param>
public sealed record ExportedFile(
    string Path,
    long Rows,
    long Bytes,
    string Sha256,
    int RowGroups,
    UnixNanos TsInitMin,
    UnixNanos TsInitMax,
    ExportedFileState State);

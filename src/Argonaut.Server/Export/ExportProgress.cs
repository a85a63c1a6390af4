namespace Argonaut.Server.Export;

/// <summary>How far an export is.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Rows">Read so far.</param>
/// <param name="Files">That have their final name.</param>
/// <param name="Bytes">Of these, and of the one that is being written.</param>
internal readonly record struct ExportProgress(double Share, long Rows, int Files, long Bytes);

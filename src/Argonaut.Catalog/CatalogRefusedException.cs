namespace Argonaut.Catalog;

/// <summary>
/// An export that cannot be done as asked; nothing was published. <see cref="Code"/> is the API's code (api.md A-025):
/// <c>catalog_overlap</c>, <c>conflict</c>, <c>invalid_instrument_id</c>, <c>precision_violation</c>, <c>validation_failed</c>.
/// </summary>
public sealed class CatalogRefusedException(string code, string message, string? path = null) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>The file or folder in the way, relative to the export directory with forward slashes.</summary>
    public string? Path { get; } = path;
}

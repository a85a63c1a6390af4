namespace Argonaut.Catalog.Verification;

/// <summary>Why a file would fail, or would mislead, in NautilusTrader.</summary>
/// <param name="Code">
/// <c>unreadable</c>, <c>wrong_schema</c>, <c>missing_metadata</c>, <c>extra_metadata</c>, <c>unsorted</c>, <c>bad_name</c>, <c>off_precision</c>,
/// <c>invalid_value</c>, <c>wrong_profile</c>, <c>empty</c>.
/// </param>
/// <param name="IsError">False for what is legal but suspicious.</param>
public sealed record FileProblem(string Code, string Message, bool IsError = true);

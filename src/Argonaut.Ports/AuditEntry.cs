using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>One change of state, or a try that was refused.</summary>
/// <param name="Who">Name of the token; <c>local</c> for a loopback request without one, <c>unknown</c> for a token nobody knows.</param>
/// <param name="Role">Null: none.</param>
/// <param name="What">The operation, such as <c>create_token</c>.</param>
/// <param name="Subject">What it was about, such as the path.</param>
/// <param name="Before">JSON; null when it is not told.</param>
/// <param name="After">JSON; null when it is not told.</param>
/// <param name="Result"><c>done</c>, or the code of the problem.</param>
public sealed record AuditEntry(
    UnixNanos At, string Who, string? Role, string Address, string RequestId, string What, string Subject, string? Before, string? After, string Result);

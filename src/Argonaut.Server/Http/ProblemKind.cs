namespace Argonaut.Server.Http;

/// <summary>A row of the closed list of api.md A-025: a stable code, its status and a title.</summary>
internal sealed record ProblemKind(string Code, int Status, string Title);

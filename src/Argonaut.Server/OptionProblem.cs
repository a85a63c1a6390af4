namespace Argonaut.Server;

/// <summary>A setting that cannot be used, and why.</summary>
public sealed record OptionProblem(string Key, string Message);

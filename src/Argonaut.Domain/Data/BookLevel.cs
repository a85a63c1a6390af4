namespace Argonaut.Domain.Data;

/// <summary>A price of one side of a book and all that stands there; mantissas.</summary>
public readonly record struct BookLevel(long Price, long Size);

using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Catalog.Verification;

/// <summary>The answer to "would NautilusTrader read this file, and rightly?"</summary>
/// <param name="Sums">Sum of every integer column's raw values, as decimal text: what NautilusTrader's side must give too.</param>
public sealed record FileReport(
    string Path,
    string DataType,
    string? Identifier,
    CatalogProfile? Profile,
    long Rows,
    long Bytes,
    int RowGroups,
    UnixNanos? TsInitMin,
    UnixNanos? TsInitMax,
    ImmutableArray<KeyValuePair<string, string>> Sums,
    ImmutableArray<FileProblem> Problems)
{
    public bool IsValid => Problems.All(p => !p.IsError);
}

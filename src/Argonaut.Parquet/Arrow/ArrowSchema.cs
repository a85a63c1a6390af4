using System.Collections.Immutable;

namespace Argonaut.Parquet.Arrow;

/// <summary>What the footer entry <c>ARROW:schema</c> holds: metadata, and the names of the fields in order.</summary>
public sealed record ArrowSchema(ImmutableArray<KeyValuePair<string, string>> Metadata, ImmutableArray<ArrowField> Fields);

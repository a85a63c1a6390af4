using System.Collections.Immutable;

namespace Argonaut.Tests.Interop;

/// <summary>A file as a reader sees it; values as text, byte arrays as hex.</summary>
internal sealed record SeenFile(
    string Path,
    ImmutableArray<string> Columns,
    ImmutableArray<string> Types,
    ImmutableArray<ImmutableArray<string?>> Rows,
    ImmutableArray<ImmutableArray<string?>> Schema,
    ImmutableDictionary<string, string?> Keys,
    ImmutableArray<int> Groups,
    ImmutableArray<string> Codecs);

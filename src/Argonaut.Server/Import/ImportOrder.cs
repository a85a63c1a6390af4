using System.Collections.Immutable;

namespace Argonaut.Server.Import;

/// <summary>An import that was asked for, as it is kept.</summary>
/// <param name="Path">As it was named.</param>
/// <param name="FullPath">Where that is.</param>
/// <param name="Source">Of definitions that are not known yet.</param>
/// <param name="RefuseConflicts">With a conflict nothing is written.</param>
/// <param name="Instruments">Only these, by their ids in the files; null for all.</param>
/// <param name="Names">From ids in the files to ids here.</param>
internal sealed record ImportOrder(
    string Path, string FullPath, string Source, bool IsDryRun, bool RefuseConflicts, ImmutableArray<string>? Instruments, ImmutableDictionary<string, string> Names);

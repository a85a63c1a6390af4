using System.Collections.Immutable;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>One row of performance.md, section 8.</summary>
internal interface IBenchmarkRow
{
    /// <summary><c>P-01</c>.</summary>
    string Id { get; }

    string Title { get; }

    /// <summary>Measures everything once: the dropped round and the counted ones. May be called again when a gate was missed.</summary>
    Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct);
}

using System.Collections.Immutable;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>P-13, the other half: commits of 500 ticks every 10 ms while an old packed day is deleted, against the same commits without it.</summary>
internal sealed class RetentionIngest : IBenchmarkRow
{
    private static readonly Metric Commit = new("P-13-ingest", "commit of 500 ticks during retention, p99", "ms", "p99", Bound.RatioAtMost(2), Bound.RatioAtMost(2));

    public string Id => "P-13-ingest";

    public string Title => "commits during retention";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        await using var day = await OldDay.PrepareAsync(context, ct);
        var seconds = context.Options.IsQuick ? 1 : 5;
        var commits = await PairedRounds.RunAsync(
            context.Options.Rounds, token => day.CommitAsync(seconds, whileRetaining: true, token), token => day.CommitAsync(seconds, whileRetaining: false, token), ct);
        return [Commit.Judge(commits.Ours, commits.Anchor, "the same without retention", $"PostgreSQL {day.Version}")];
    }
}

using System.Collections.Immutable;
using Argonaut.Bench.Data;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Results;

namespace Argonaut.Bench.Rows;

/// <summary>
/// P-13: a day of two million old ticks deleted by the product's retention, against <c>delete</c> and <c>vacuum</c> of the same day in rows:
/// packed, as a day is after three days, and still in rows.
/// </summary>
internal sealed class Retention : IBenchmarkRow
{
    private static readonly Metric Packed = new("P-13", "a day of old ticks deleted, packed", "s", "seconds", Bound.RatioAtMost(0.1), Bound.AtMost(1));

    private static readonly Metric InRows = new("P-13", "a day of old ticks deleted, still in rows", "s", "seconds", Bound.AtMost(1), Bound.RatioAtMost(0.1));

    public string Id => "P-13";

    public string Title => "retention";

    public async Task<ImmutableArray<BenchResult>> RunAsync(BenchContext context, CancellationToken ct)
    {
        await using var day = await OldDay.PrepareAsync(context, ct);
        var packed = await PairedRounds.RunAsync(context.Options.Rounds, token => day.RetainAsync(isPacked: true, token), day.DeleteAsync, ct);
        var inRows = await PairedRounds.RunAsync(context.Options.Rounds, token => day.RetainAsync(isPacked: false, token), day.DeleteAsync, ct);
        return
        [
            Packed.Judge(packed.Ours, packed.Anchor, "delete and vacuum, in rows", $"PostgreSQL {day.Version}"),
            InRows.Judge(inRows.Ours, inRows.Anchor, "delete and vacuum, in rows", $"PostgreSQL {day.Version}"),
        ];
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Results;
using Argonaut.Bench.Rows;

namespace Argonaut.Bench;

/// <summary>Runs rows one after the other and collects the report.</summary>
internal static class BenchRun
{
    public static async Task<BenchReport> RunAsync(
        ImmutableArray<IBenchmarkRow> rows, BenchOptions options, string root, CancellationToken ct)
    {
        await using var context = new BenchContext(options, root);
        var machine = await MachineFacts.ReadAsync(root, context.Scratch, ct);
        var (stealBefore, totalBefore) = MachineFacts.ReadSteal();
        var results = ImmutableArray.CreateBuilder<BenchResult>();
        foreach (var row in rows)
        {
            var start = Stopwatch.GetTimestamp();
            BenchContext.Say($"{row.Id} {row.Title} ...");
            ImmutableArray<BenchResult> measured;
            try
            {
                measured = await MeasureOrReportAsync(row, context, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                BenchContext.Say("  cancelled; the rows before it are kept");
                break;
            }

            foreach (var result in measured) BenchContext.Say("  " + Line(result));
            BenchContext.Say(string.Create(CultureInfo.InvariantCulture, $"  {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
            results.AddRange(measured);
        }

        var (steal, total) = MachineFacts.ReadSteal();
        var share = total > totalBefore ? 100.0 * (steal - stealBefore) / (total - totalBefore) : 0;
        machine = machine.SetItems(context.Facts)
            .SetItem("steal", string.Create(CultureInfo.InvariantCulture, $"{share:0.00} % of processor time during the run"));
        var settings = context.Settings
            .SetItem("rounds", options.Rounds.ToString(CultureInfo.InvariantCulture))
            .SetItem("workload", options.IsQuick ? "quick" : "full");
        return new BenchReport(machine, settings, results.ToImmutable());
    }

    /// <summary>A row that breaks fails as a whole, and the others still run.</summary>
    private static async Task<ImmutableArray<BenchResult>> MeasureOrReportAsync(IBenchmarkRow row, BenchContext context, CancellationToken ct)
    {
        try
        {
            return await MeasureAsync(row, context, ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            BenchContext.Say(exception.ToString());
            return [new BenchResult { Id = row.Id, Metric = row.Title, Unit = "", Status = ResultStatus.Fail, Reason = $"broke: {exception.Message.Split('\n')[0]}" }];
        }
    }

    /// <summary>A gate fails only when a second run misses it too.</summary>
    private static async Task<ImmutableArray<BenchResult>> MeasureAsync(IBenchmarkRow row, BenchContext context, CancellationToken ct)
    {
        var first = await row.RunAsync(context, ct);
        if (!first.Any(r => r.Status == ResultStatus.Fail)) return first;
        foreach (var result in first.Where(r => r.Status == ResultStatus.Fail)) BenchContext.Say("  " + Line(result));
        BenchContext.Say("  a gate was missed; once more ...");
        var second = await row.RunAsync(context, ct);
        return [.. second.Select(again => Combine(first.FirstOrDefault(r => r.Metric == again.Metric), again))];
    }

    private static BenchResult Combine(BenchResult? first, BenchResult again)
    {
        if (first is null || first.Status == ResultStatus.Skipped) return again;
        if ((first.Status == ResultStatus.Fail) == (again.Status == ResultStatus.Fail)) return again;
        if (first.Status == ResultStatus.Fail)
            return again with { Reason = Join(again.Reason, "missed in a first run") };
        return again with { Status = first.Status, Reason = Join(first.Reason, "missed in a second run, met in the first") };
    }

    private static string Join(string? reason, string more) => reason is null ? more : $"{reason}; {more}";

    private static string Line(BenchResult r)
    {
        var ours = r.Ours is { } o ? string.Create(CultureInfo.InvariantCulture, $"{o.Median:#,0.####} {r.Unit}") : "-";
        var ratio = r.Ratio is { } x ? string.Create(CultureInfo.InvariantCulture, $", ratio {x.Median:0.00}") : "";
        return $"{r.Metric}: {ours}{ratio} [{r.Status}]{(r.Reason is null ? "" : $" ({r.Reason})")}";
    }
}

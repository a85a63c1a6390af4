using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Catalog;

/// <summary>How far an export is for good: its whole days up to an instant are published.</summary>
/// <param name="NextFrom">Where the rest begins: the start of a day (bars: of opens).</param>
/// <param name="Outcome">Of what is before it.</param>
/// <param name="HeaderBytes">Of the CSV that sizes are compared with; each part counts it.</param>
public sealed record ExportCheckpoint(UnixNanos NextFrom, ExportOutcome Outcome, int HeaderBytes)
{
    /// <summary>The outcome of the whole export; null: there was no further row.</summary>
    public ExportOutcome With(ExportOutcome? rest) => rest is null or { RowsSource: 0 } ? Outcome : Outcome with
    {
        RowsSource = Outcome.RowsSource + rest.RowsSource,
        RowsWritten = Outcome.RowsWritten + rest.RowsWritten,
        RowsSkipped = Outcome.RowsSkipped + rest.RowsSkipped,
        RowsRejected = Outcome.RowsRejected + rest.RowsRejected,
        RejectedByReason = Sum(Outcome.RejectedByReason, rest.RejectedByReason),
        Rejects = Outcome.Rejects.AddRange(rest.Rejects.Select(r => r with { Row = r.Row + Outcome.RowsSource })),
        RowsAdjusted = Sum(Outcome.RowsAdjusted, rest.RowsAdjusted),
        Adjustments = Outcome.Adjustments.AddRange(rest.Adjustments.Select(a => a with { Row = a.Row + Outcome.RowsSource })),
        Files = Outcome.Files.AddRange(rest.Files),
        BytesAsCsv = Outcome.BytesAsCsv + rest.BytesAsCsv - (Outcome.BytesAsCsv > 0 && rest.BytesAsCsv > 0 ? HeaderBytes : 0),
        Warnings = [.. Outcome.Warnings.Union(rest.Warnings, StringComparer.Ordinal)],
    };

    private static ImmutableSortedDictionary<string, long> Sum(
        ImmutableSortedDictionary<string, long> left, ImmutableSortedDictionary<string, long> right)
    {
        foreach (var (key, count) in right) left = left.SetItem(key, left.GetValueOrDefault(key) + count);
        return left;
    }
}

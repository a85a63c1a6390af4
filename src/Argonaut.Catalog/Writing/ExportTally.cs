using System.Collections.Immutable;
using Argonaut.Catalog.Numbers;
using Argonaut.Domain;

namespace Argonaut.Catalog.Writing;

/// <summary>Counts of one export, row by row.</summary>
internal sealed class ExportTally
{
    private const int MaxRejects = 1_000;
    private const int MaxAdjustments = 100;

    private readonly Dictionary<string, long> _rejectedBy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _adjustedBy = new(StringComparer.Ordinal);
    private readonly ImmutableArray<RowReject>.Builder _rejects = ImmutableArray.CreateBuilder<RowReject>();
    private readonly ImmutableArray<RowAdjustment>.Builder _adjustments = ImmutableArray.CreateBuilder<RowAdjustment>();

    /// <summary>The place of the row that is being converted, from 0.</summary>
    public long Row { get; set; }

    public long Rejected { get; private set; }

    public long CsvBytes { get; set; }

    public ImmutableSortedDictionary<string, long> RejectedByReason => _rejectedBy.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, long> AdjustedByColumn => _adjustedBy.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public ImmutableArray<RowReject> Rejects => _rejects.ToImmutable();

    public ImmutableArray<RowAdjustment> Adjustments => _adjustments.ToImmutable();

    /// <summary>Counts a refused row; always false, so that a converter can return it.</summary>
    public bool Reject(string instrument, string reason, string column, string value, UnixNanos tsInit, string why)
    {
        Rejected++;
        _rejectedBy[reason] = _rejectedBy.GetValueOrDefault(reason) + 1;
        if (_rejects.Count < MaxRejects)
            _rejects.Add(new RowReject(Row, reason, column, value, tsInit, $"{instrument}, row {Row}: {column} {value} {why}."));
        return false;
    }

    public void Adjust(string column, long mantissa, int scale, Int128 written, int precision)
    {
        _adjustedBy[column] = _adjustedBy.GetValueOrDefault(column) + 1;
        if (_adjustments.Count < MaxAdjustments)
            _adjustments.Add(new RowAdjustment(Row, column, RawText.FormatMantissa(mantissa, scale), RawText.FormatMantissa(written, precision)));
    }
}

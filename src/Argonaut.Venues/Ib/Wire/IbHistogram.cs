using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>One row of answer 89: how much traded at a price. Decimal text.</summary>
public readonly record struct IbHistogramRow(string Price, string Size);

/// <summary>Answer 89.</summary>
public sealed record IbHistogram(int RequestId, ImmutableArray<IbHistogramRow> Rows)
{
    public static IbHistogram Read(ref IbFieldReader r)
    {
        var requestId = r.ReadInt();
        var rows = new IbHistogramRow[r.ReadCount()];
        for (var i = 0; i < rows.Length; i++) rows[i] = new IbHistogramRow(r.ReadDecimal(), r.ReadDecimal());
        return new IbHistogram(requestId, ImmutableCollectionsMarshal.AsImmutableArray(rows));
    }
}

/// <summary>Requests for histograms.</summary>
public static class IbHistogramRequests
{
    /// <param name="period">For example <c>3 days</c>.</param>
    public static void Histogram(
        this IbFrameWriter w, int requestId, IbContract contract, bool useRth, string period, bool includeExpired = false) =>
        w.Begin(IbRequest.Histogram).Int(requestId).Contract(contract).Bool(includeExpired).Bool(useRth).Text(period).End();

    public static void CancelHistogram(this IbFrameWriter w, int requestId) => w.Begin(IbRequest.CancelHistogram).Int(requestId).End();
}

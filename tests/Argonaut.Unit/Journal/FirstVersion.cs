using Argonaut.Journal.Frames;
using Argonaut.Unit.Live;

namespace Argonaut.Unit.Journal;

/// <summary>Frames as the first version of the spool wrote them: no book deltas among the totals, the counts and the rows.</summary>
internal static class FirstVersion
{
    /// <summary>One trade, whose sequence is the index, and one gap.</summary>
    public static byte[] Batch(long index, long totalTrades)
    {
        var to = new PayloadWriter();
        to.Begin();
        to.Byte(1);
        foreach (var head in (long[])[index, totalTrades, 0]) to.Int64(head);
        to.Text("IB");
        foreach (var count in (int[])[1, 0, 0, 1]) to.Int32(count);

        to.Int64(index);   // the trade: sequence, instrument, price, size, flags, times
        to.Int32(1);
        to.Int64(100);
        to.Int64(5);
        to.Int16(0);
        to.Int64(RecorderHarness.Ten.Value);
        to.Int64(RecorderHarness.Ten.Value + index);

        to.Int32(0);       // the gap: instrument, kind, times, sequences, reason, source, state, explanation
        to.Byte(1);
        foreach (var edge in (long[])[1, 2, -1, -1]) to.Int64(edge);
        to.Text("feed");
        to.Text("IB");
        to.Byte(0);
        to.Text(null);
        return to.End(FrameType.Batch).ToArray();
    }

    public static byte[] Mark(long index, long totalTrades)
    {
        var to = new PayloadWriter();
        to.Begin();
        foreach (var value in (long[])[index, totalTrades, 0, RecorderHarness.Ten.Value]) to.Int64(value);
        return to.End(FrameType.Stored).ToArray();
    }
}

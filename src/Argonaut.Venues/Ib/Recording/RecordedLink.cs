using Argonaut.Ports;
using Argonaut.Venues.Ib.Session;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>
/// Takes what a replayed session says and holds it against what was said then. Nothing is sent anywhere. When both are equal, requests
/// have the ids of then, and the recorded answers find them.
/// </summary>
internal sealed class RecordedLink : IIbLink
{
    /// <summary>Ends of questions: who asked them and no longer waits is not part of the recording.</summary>
    private static readonly int[] Optional = [IbRequest.CancelHistoricalData, IbRequest.CancelHeadTimestamp];

    private readonly List<FrameEntry> _expected = [];

    public long Differences { get; private set; }

    public string? FirstDifference { get; private set; }

    /// <summary>What was sent in the step that is about to be made.</summary>
    public void Expect(IEnumerable<FrameEntry> sent) => _expected.AddRange(sent);

    /// <summary>The step was made.</summary>
    public void EndStep()
    {
        foreach (var missing in _expected)
            if (missing.MessageId is not { } id || !Optional.Contains(id)) Differ("was sent then and is not now", missing.Body.Span);
        _expected.Clear();
    }

    public bool TryPost(IbLane lane, byte[] frame)
    {
        var index = _expected.FindIndex(e => e.Body.Span.SequenceEqual(frame) || e.Body.Span.SequenceEqual(frame.AsSpan(IbFrame.HeaderSize)));
        if (index >= 0) _expected.RemoveAt(index);
        else Differ("is sent now and was not then", frame.AsSpan(IbFrame.HeaderSize));
        return true;
    }

    public void SlowDown(TimeSpan duration)
    {
    }

    public void Wake()
    {
    }

    public FeedMessagePacing Pacing() => new([], 0, 0, false);

    private void Differ(string how, ReadOnlySpan<byte> payload)
    {
        Differences++;
        FirstDifference ??= $"'{IbExcerpt.Of(payload)}' {how}";
    }
}

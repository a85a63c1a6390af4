using Argonaut.Ports;

namespace Argonaut.Venues.Ib.Recording;

/// <summary>The entries of a recording, with a look at the next.</summary>
internal sealed class EntryQueue(IFrameSource source)
{
    private FrameEntry _next;
    private bool _hasNext;

    public bool TryPeek(out FrameEntry entry)
    {
        if (!_hasNext) _hasNext = source.TryRead(out _next);
        entry = _next;
        return _hasNext;
    }

    public void Skip() => _hasNext = false;

    /// <summary>All that follow directly and are of one of these kinds.</summary>
    public IReadOnlyList<FrameEntry> TakeWhile(params ReadOnlySpan<FrameEntryKind> kinds)
    {
        List<FrameEntry>? taken = null;
        while (TryPeek(out var entry) && kinds.Contains(entry.Kind))
        {
            (taken ??= []).Add(entry);
            Skip();
        }

        return taken ?? (IReadOnlyList<FrameEntry>)[];
    }
}

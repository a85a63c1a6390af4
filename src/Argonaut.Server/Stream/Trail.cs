namespace Argonaut.Server.Stream;

/// <summary>
/// Which place of its source (see <see cref="Backlog{T}"/>) a subscription had reached with each of its last messages, so that a client
/// that comes back goes on where it stopped. One caller at a time.
/// </summary>
internal sealed class Trail
{
    private const int Kept = 1_024;

    private readonly Queue<(long Sequence, long Place)> _steps = new();

    public void Clear() => _steps.Clear();

    public void Add(long sequence, long place)
    {
        if (_steps.Count == Kept) _steps.Dequeue();
        _steps.Enqueue((sequence, place));
    }

    /// <summary>What was told up to the message; null when it is too long ago.</summary>
    public long? PlaceAt(long sequence)
    {
        long? place = null;
        foreach (var step in _steps)
        {
            if (step.Sequence > sequence) break;
            place = step.Place;
        }

        return place;
    }
}

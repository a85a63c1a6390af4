namespace Argonaut.Server.Stream;

/// <summary>
/// The newest of a row of things, each at its place: the first ever is at 0, the next one will be at <see cref="End"/>. One caller at
/// a time. Memory grows to the capacity only as things come.
/// </summary>
internal sealed class Backlog<T>(int capacity)
{
    private const int Smallest = 16;

    private T[] _items = [];

    public long End { get; private set; }

    private long Start => Math.Max(0, End - _items.Length);

    public void Add(T item)
    {
        if (End == _items.Length && End < capacity) Array.Resize(ref _items, (int)Math.Min(capacity, Math.Max(Smallest, End * 2)));
        _items[End++ % _items.Length] = item;
    }

    /// <summary>At most so many of the newest, oldest first.</summary>
    public T[] Last(int count) => From(Math.Max(Start, End - count));

    /// <summary>All from the place on, oldest first; null when some of them are not kept any more or the place was never reached.</summary>
    public T[]? Since(long place) => place < Start || place > End ? null : From(place);

    private T[] From(long place)
    {
        var items = new T[End - place];
        for (var i = 0; i < items.Length; i++) items[i] = _items[(place + i) % _items.Length];
        return items;
    }
}

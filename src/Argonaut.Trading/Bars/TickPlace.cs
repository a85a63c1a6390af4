using Argonaut.Domain;

namespace Argonaut.Trading.Bars;

/// <summary>The order of ticks inside a bar: (ts_init, stream, seq). Source: nautilus-catalog.md 5.13.</summary>
internal readonly record struct TickPlace(UnixNanos TsInit, int Stream, long Sequence)
{
    /// <summary>Before every tick of the same <c>ts_init</c>: where history begins.</summary>
    public static TickPlace FirstAt(UnixNanos at) => new(at, int.MinValue, long.MinValue);

    /// <summary>After every tick of the same <c>ts_init</c>: where history ends.</summary>
    public static TickPlace LastAt(UnixNanos at) => new(at, int.MaxValue, long.MaxValue);

    public int CompareTo(in TickPlace other)
    {
        if (TsInit.Value != other.TsInit.Value) return TsInit.Value < other.TsInit.Value ? -1 : 1;
        if (Stream != other.Stream) return Stream < other.Stream ? -1 : 1;
        return Sequence.CompareTo(other.Sequence);
    }
}

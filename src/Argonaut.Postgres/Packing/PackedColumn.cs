using System.Runtime.CompilerServices;
using Argonaut.Domain.Numbers;

namespace Argonaut.Postgres.Packing;

/// <summary>
/// One column of a chunk: a mode, a base and a unit, then a number for each value in <see cref="BitBlocks"/>. Base and unit are varints
/// (seven bits a byte, lowest first), the base zig-zag coded. All arithmetic is modulo 2^64, so every value comes back.
/// </summary>
/// <remarks>The function <c>unpack_column</c> of the schema reads the same bytes.</remarks>
internal sealed class PackedColumn
{
    /// <summary>value = base + unit * number.</summary>
    private const byte Direct = 0;

    /// <summary>value = value before + unit * zig-zag number; the first is the base.</summary>
    private const byte Delta = 1;

    /// <summary>value = the same row's value of an earlier column + base + unit * number.</summary>
    private const byte Above = 2;

    private const int MaxVarint = 10;

    private readonly ulong[] _numbers;
    private readonly ulong[] _others;

    /// <param name="capacity">The most values a column may have.</param>
    public PackedColumn(int capacity)
    {
        _numbers = new ulong[capacity];
        _others = new ulong[capacity];
    }

    /// <summary>The most bytes a column can take.</summary>
    public static int MaxBytes(int count) => 1 + 2 * MaxVarint + BitBlocks.MaxBytes(count);

    /// <summary>For values that mostly are near the one before.</summary>
    public int WriteDelta(ReadOnlySpan<long> values, Span<byte> to)
    {
        var numbers = _numbers.AsSpan(0, values.Length);
        return TryDeltas(values, numbers, out var unit) ? Write(Delta, values[0], unit, numbers, to) : WriteDirect(values, to);
    }

    /// <summary>For values without a trend.</summary>
    public int WriteDirect(ReadOnlySpan<long> values, Span<byte> to)
    {
        var numbers = _numbers.AsSpan(0, values.Length);
        var least = values[0];
        var most = values[0];
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        // A range that no signed number holds is written as it is, so that SQL needs no wider arithmetic.
        var from = most - least < 0 ? 0 : least;
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (ulong)(values[i] - from);
        return Write(Direct, from, most - least < 0 ? 1 : ByUnit(numbers), numbers, to);
    }

    /// <summary>For values that stay near another column's, or else near the one before: whichever is shorter.</summary>
    public int WriteAboveOrDelta(ReadOnlySpan<long> values, ReadOnlySpan<long> other, Span<byte> to)
    {
        var numbers = _others.AsSpan(0, values.Length);
        if (!TryAbove(values, other, numbers, out var least, out var unit)) return WriteDelta(values, to);
        var deltas = _numbers.AsSpan(0, values.Length);
        return TryDeltas(values, deltas, out var deltaUnit) && BitBlocks.Measure(deltas) < BitBlocks.Measure(numbers)
            ? Write(Delta, values[0], deltaUnit, deltas, to)
            : Write(Above, least, unit, numbers, to);
    }

    /// <param name="from">With <see cref="BitBlocks.Slack"/> bytes after the end.</param>
    /// <param name="other">The column that <see cref="WriteAboveOrDelta"/> was given; empty otherwise.</param>
    /// <returns>How many bytes were read.</returns>
    /// <exception cref="InvalidDataException">These bytes are no column of that many values.</exception>
    public int Read(ReadOnlySpan<byte> from, ReadOnlySpan<long> other, Span<long> values)
    {
        var used = 1;
        var start = ReadVarint(from, ref used);
        var first = (long)(start >> 1) ^ -(long)(start & 1);
        var unit = ReadVarint(from, ref used);
        var numbers = _numbers.AsSpan(0, values.Length);
        used += BitBlocks.Read(from[used..], numbers);
        switch (from[0])
        {
            case Direct:
                for (var i = 0; i < values.Length; i++) values[i] = first + (long)(numbers[i] * unit);
                break;
            case Delta:
                var value = first;
                for (var i = 0; i < values.Length; i++)
                {
                    var number = numbers[i];
                    value += ((long)(number >> 1) ^ -(long)(number & 1)) * (long)unit;
                    values[i] = value;
                }

                break;
            case Above when other.Length == values.Length:
                for (var i = 0; i < values.Length; i++) values[i] = other[i] + first + (long)(numbers[i] * unit);
                break;
            default:
                throw new InvalidDataException($"Expected a column, found mode {from[0]}.");
        }

        return used;
    }

    private static int Write(byte mode, long start, ulong unit, ReadOnlySpan<ulong> numbers, Span<byte> to)
    {
        to[0] = mode;
        var used = 1;
        WriteVarint(to, ref used, ZigZag(start));
        WriteVarint(to, ref used, unit);
        return used + BitBlocks.Write(numbers, to[used..]);
    }

    /// <summary>False when a difference needs more than 64 bits.</summary>
    private static bool TryDeltas(ReadOnlySpan<long> values, Span<ulong> numbers, out ulong unit)
    {
        var before = values[0];
        var overflow = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            var difference = values[i] - before;
            overflow |= (values[i] ^ before) & (values[i] ^ difference);
            numbers[i] = Magnitude(difference);
            before = values[i];
        }

        unit = 1;
        if (overflow < 0) return false;
        var divisor = ExactDivisor.Common(numbers);
        unit = divisor.Value;
        before = values[0];
        for (var i = 0; i < values.Length; i++)
        {
            var sign = (ulong)(values[i] - before) >> 63;
            numbers[i] = (divisor.Divide(numbers[i]) << 1) - sign;
            before = values[i];
        }

        return true;
    }

    private static bool TryAbove(ReadOnlySpan<long> values, ReadOnlySpan<long> other, Span<ulong> numbers, out long least, out ulong unit)
    {
        least = values[0] - other[0];
        var most = least;
        var overflow = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            var difference = values[i] - other[i];
            overflow |= (values[i] ^ other[i]) & (values[i] ^ difference);
            least = Math.Min(least, difference);
            most = Math.Max(most, difference);
            numbers[i] = (ulong)difference;
        }

        unit = 1;
        if (overflow < 0 || most - least < 0) return false;
        for (var i = 0; i < numbers.Length; i++) numbers[i] -= (ulong)least;
        unit = ByUnit(numbers);
        return true;
    }

    /// <summary>Divides them by what divides all of them.</summary>
    private static ulong ByUnit(Span<ulong> numbers)
    {
        var divisor = ExactDivisor.Common(numbers);
        if (divisor.Value == 1) return 1;
        for (var i = 0; i < numbers.Length; i++) numbers[i] = divisor.Divide(numbers[i]);
        return divisor.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Magnitude(long value) => (ulong)((value ^ (value >> 63)) - (value >> 63));

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static void WriteVarint(Span<byte> to, ref int used, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to[used++] = (byte)(value | 0x80);
        to[used++] = (byte)value;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> from, ref int used)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70 && used < from.Length; shift += 7)
        {
            var part = from[used++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new InvalidDataException("Expected a number of at most ten bytes, found none.");
    }
}

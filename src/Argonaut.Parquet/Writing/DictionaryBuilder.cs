using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Argonaut.Parquet.Compression;

namespace Argonaut.Parquet.Writing;

/// <summary>
/// Finds the distinct values of a chunk in order of first appearance, in an open-addressing table of row numbers. Reused; one thread.
/// </summary>
internal sealed class DictionaryBuilder
{
    private int[] _slots = [];
    private int[] _indices = [];
    private int[] _first = [];

    /// <summary>The place in the dictionary of each value (nulls left out), after a successful <see cref="TryBuild"/>.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, IndexCount);

    public int IndexCount { get; private set; }

    /// <summary>The row of first appearance of each entry.</summary>
    public ReadOnlySpan<int> Entries => _first.AsSpan(0, EntryCount);

    public int EntryCount { get; private set; }

    /// <summary>False as soon as there are more than <paramref name="maxEntries"/> distinct values.</summary>
    public bool TryBuild(ColumnValues values, int maxEntries)
    {
        var rows = values.Count - values.NullCount;
        IndexCount = rows;
        EntryCount = 0;
        if (_indices.Length < rows) _indices = new int[rows];
        if (_first.Length < maxEntries) _first = new int[maxEntries];
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, maxEntries * 2 + 2));
        if (_slots.Length < size) _slots = new int[size];
        _slots.AsSpan(0, size).Clear();
        var shift = 64 - System.Numerics.BitOperations.Log2((uint)size);
        return (values.Width, values.NullCount) switch
        {
            (4, 0) => BuildFixed(MemoryMarshal.Cast<byte, uint>(values.Data), new Hash4(), size, shift, maxEntries),
            (8, 0) => BuildFixed(MemoryMarshal.Cast<byte, ulong>(values.Data), new Hash8(), size, shift, maxEntries),
            (16, 0) => BuildFixed(MemoryMarshal.Cast<byte, UInt128>(values.Data), new Hash16(), size, shift, maxEntries),
            _ => BuildBytes(values, size, shift, maxEntries),
        };
    }

    private bool BuildFixed<T, THash>(ReadOnlySpan<T> values, THash hash, int size, int shift, int maxEntries)
        where T : unmanaged, IEquatable<T>
        where THash : struct, IHash<T>
    {
        var slots = _slots.AsSpan(0, size);
        var indices = _indices.AsSpan(0, values.Length);
        var first = _first.AsSpan();
        var count = 0;
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            var slot = (int)(hash.Of(value) >> shift);
            int entry;
            while ((entry = slots[slot]) != 0 && !values[first[entry - 1]].Equals(value)) slot = (slot + 1) & (size - 1);
            if (entry == 0)
            {
                if (count == maxEntries) return false;
                first[count] = row;
                slots[slot] = entry = ++count;
            }

            indices[row] = entry - 1;
        }

        EntryCount = count;
        return true;
    }

    private bool BuildBytes(ColumnValues values, int size, int shift, int maxEntries)
    {
        var to = 0;
        var count = 0;
        for (var row = 0; row < values.Count; row++)
        {
            if (values.IsNull(row)) continue;
            var value = values.Bytes(row);
            var slot = (int)(HashBytes(value) >> shift);
            int entry;
            while ((entry = _slots[slot]) != 0 && !values.Bytes(_first[entry - 1]).SequenceEqual(value)) slot = (slot + 1) & (size - 1);
            if (entry == 0)
            {
                if (count == maxEntries) return false;
                _first[count] = row;
                _slots[slot] = entry = ++count;
            }

            _indices[to++] = entry - 1;
        }

        EntryCount = count;
        return true;
    }

    private static ulong HashBytes(ReadOnlySpan<byte> value)
    {
        if (value.Length > 16) return XxHash64.Hash(value, 0) * 0x9E3779B97F4A7C15;
        ulong low = (uint)value.Length, high = 0;
        if (value.Length >= 8)
        {
            low ^= MemoryMarshal.Read<ulong>(value);
            high = MemoryMarshal.Read<ulong>(value[^8..]);
        }
        else
        {
            for (var i = 0; i < value.Length; i++) high = (high << 8) | value[i];
        }

        return default(Hash16).Of(new UInt128(high, low));
    }

    private interface IHash<T>
    {
        ulong Of(T value);
    }

    private readonly struct Hash4 : IHash<uint>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Of(uint value) => value * 0x9E3779B97F4A7C15;
    }

    private readonly struct Hash8 : IHash<ulong>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Of(ulong value) => (value ^ (value >> 32)) * 0x9E3779B97F4A7C15;
    }

    private readonly struct Hash16 : IHash<UInt128>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Of(UInt128 value)
        {
            var mixed = (ulong)value ^ System.Numerics.BitOperations.RotateLeft((ulong)(value >> 64) * 0xC2B2AE3D27D4EB4F, 31);
            return (mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15;
        }
    }
}

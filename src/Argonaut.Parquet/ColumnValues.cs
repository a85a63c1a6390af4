using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Argonaut.Parquet.Compression;

namespace Argonaut.Parquet;

/// <summary>
/// The values of one column for a run of rows, on pooled memory: what the writer is given and what the reader gives. Row i is at index i;
/// a null has a zero (or empty) value beside its mark. Not thread-safe; spans hold until the next append, read or dispose.
/// </summary>
public sealed class ColumnValues : IDisposable
{
    private byte[] _data = [];
    private int[] _offsets = [];
    private byte[] _valid = [];
    private int _dataLength;

    public ColumnValues(ParquetColumn column)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("The Parquet codec needs a little-endian machine.");
        Column = column;
        Width = column.Width;
    }

    public ParquetColumn Column { get; }

    /// <summary>Bytes of a value; 0 when they differ. Booleans take one byte here.</summary>
    public int Width { get; }

    /// <summary>Rows, nulls included.</summary>
    public int Count { get; private set; }

    public int NullCount { get; private set; }

    public bool IsNull(int row) => NullCount > 0 && _valid[row] == 0;

    /// <summary>Values of INT32 columns; unsigned ones keep their bits.</summary>
    public ReadOnlySpan<int> Int32 => As<int>(PhysicalType.Int32);

    /// <summary>Values of INT64 columns; unsigned ones keep their bits.</summary>
    public ReadOnlySpan<long> Int64 => As<long>(PhysicalType.Int64);

    public ReadOnlySpan<double> Doubles => As<double>(PhysicalType.Double);

    public ReadOnlySpan<float> Floats => As<float>(PhysicalType.Float);

    /// <summary>1 is true.</summary>
    public ReadOnlySpan<byte> Booleans => As<byte>(PhysicalType.Boolean);

    /// <summary>Sixteen-byte values as little-endian integers.</summary>
    public ReadOnlySpan<Int128> Int128
    {
        get
        {
            if (Width != 16) ThrowWrongType("16-byte values");
            return MemoryMarshal.Cast<byte, Int128>(_data.AsSpan(0, Count * 16));
        }
    }

    /// <summary>Eight-byte FIXED_LEN_BYTE_ARRAY values as little-endian integers.</summary>
    public ReadOnlySpan<long> Fixed8
    {
        get
        {
            if (Column.Type != PhysicalType.FixedLenByteArray || Width != 8) ThrowWrongType("8-byte values");
            return MemoryMarshal.Cast<byte, long>(_data.AsSpan(0, Count * 8));
        }
    }

    /// <summary>The bytes of one value, without a length prefix.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        if ((uint)row >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(row));
        return Width > 0 ? _data.AsSpan(row * Width, Width) : _data.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]);
    }

    /// <summary>A BYTE_ARRAY value as text; null for a null.</summary>
    public string? Text(int row) => IsNull(row) ? null : System.Text.Encoding.UTF8.GetString(Bytes(row));

    /// <summary>
    /// XXH64 of all values, lengths and nulls, chained by the seed: equal for equal content cut into equal runs, whoever made it.
    /// </summary>
    public ulong Checksum(ulong seed)
    {
        var hash = XxHash64.Hash(_data.AsSpan(0, _dataLength), seed);
        if (Width == 0) hash = XxHash64.Hash(MemoryMarshal.AsBytes(_offsets.AsSpan(0, Count + 1)), hash);
        return NullCount > 0 ? XxHash64.Hash(_valid.AsSpan(0, Count), hash) : hash;
    }

    public void Clear()
    {
        Count = NullCount = _dataLength = 0;
        if (Width == 0)
        {
            Ensure(ref _offsets, 0, 1);
            _offsets[0] = 0;
        }
    }

    /// <summary>Room for that many values more, to be filled by the caller; not for BYTE_ARRAY.</summary>
    public Span<T> AppendMany<T>(int rows)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != Width) ThrowWrongType(typeof(T).Name);
        return MemoryMarshal.Cast<byte, T>(AppendRaw(rows));
    }

    public void Append(int value) => BinaryPrimitives.WriteInt32LittleEndian(AppendRaw(1, 4), value);

    public void Append(long value) => BinaryPrimitives.WriteInt64LittleEndian(AppendRaw(1, 8), value);

    public void Append(Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(AppendRaw(1, 16), value);

    public void Append(double value) => BinaryPrimitives.WriteDoubleLittleEndian(AppendRaw(1, 8), value);

    public void Append(bool value) => AppendRaw(1, 1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>A BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY value.</summary>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (Width > 0)
        {
            value.CopyTo(AppendRaw(1, value.Length));
            return;
        }

        if (_offsets.Length < Count + 2) Grow(ref _offsets, Count + 1, Count + 2);
        if (Count == 0) _offsets[0] = 0;
        if (_data.Length - _dataLength < value.Length) Grow(ref _data, _dataLength, checked(_dataLength + value.Length));
        value.CopyTo(_data.AsSpan(_dataLength));
        _dataLength += value.Length;
        MarkValid(1);
        _offsets[++Count] = _dataLength;
    }

    public void Append(string value) => Append(System.Text.Encoding.UTF8.GetBytes(value));

    public void AppendNull()
    {
        if (Column.Repetition == Repetition.Required) throw new InvalidOperationException($"Column {Column.Name} is required.");
        if (_valid.Length < Count + 1) Grow(ref _valid, NullCount > 0 ? Count : 0, Count + 1);
        if (NullCount == 0) _valid.AsSpan(0, Count).Fill(1);
        NullCount++;
        if (Width > 0) AppendRaw(1).Clear();
        else Append([]);
        _valid[Count - 1] = 0;
    }

    /// <summary>Copies rows of another run of the same column.</summary>
    public void AppendFrom(ColumnValues other, int start, int rows)
    {
        if (other.Width != Width || other.Column.Type != Column.Type) ThrowWrongType(other.Column.ToString());
        if (Width > 0 && other.NullCount == 0 && NullCount == 0)
        {
            other._data.AsSpan(start * Width, rows * Width).CopyTo(AppendRaw(rows));
            return;
        }

        for (var row = start; row < start + rows; row++)
        {
            if (other.IsNull(row)) AppendNull();
            else Append(other.Bytes(row));
        }
    }

    public void Dispose()
    {
        Return(ref _data);
        Return(ref _offsets);
        Return(ref _valid);
        Count = NullCount = _dataLength = 0;
    }

    internal ReadOnlySpan<byte> Data => _data.AsSpan(0, _dataLength);

    /// <summary>Count + 1 places; only of BYTE_ARRAY.</summary>
    internal ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    /// <summary>1 for a value, 0 for a null; empty when there is no null.</summary>
    internal ReadOnlySpan<byte> Validity => NullCount > 0 ? _valid.AsSpan(0, Count) : default;

    internal Span<byte> AppendRaw(int rows)
    {
        var bytes = checked(rows * Width);
        if (_data.Length - _dataLength < bytes) Grow(ref _data, _dataLength, checked(_dataLength + bytes));
        var span = _data.AsSpan(_dataLength, bytes);
        _dataLength += bytes;
        MarkValid(rows);
        Count += rows;
        return span;
    }

    internal void Reserve(int rows)
    {
        if (Width > 0)
        {
            var bytes = checked((Count + rows) * Width);
            if (_data.Length < bytes) Grow(ref _data, _dataLength, bytes);
        }
        else if (_offsets.Length < Count + rows + 1)
        {
            Grow(ref _offsets, Count + 1, Count + rows + 1);
        }
    }

    /// <summary>Spreads the last values over <paramref name="levels"/> rows, one mark (0 or 1) each, of which that many are values.</summary>
    internal void Spread(ReadOnlySpan<byte> levels, int values)
    {
        var nulls = levels.Length - values;
        if (nulls == 0) return;
        var first = Count - values;
        var total = first + levels.Length;
        if (_valid.Length < total) Grow(ref _valid, NullCount > 0 ? first : 0, total);
        if (NullCount == 0) _valid.AsSpan(0, first).Fill(1);
        levels.CopyTo(_valid.AsSpan(first));
        if (Width > 0) SpreadFixed(levels, first, nulls);
        else SpreadOffsets(levels, first, values, total);
        NullCount += nulls;
        Count = total;
    }

    private void SpreadFixed(ReadOnlySpan<byte> levels, int first, int nulls)
    {
        var bytes = nulls * Width;
        if (_data.Length - _dataLength < bytes) Grow(ref _data, _dataLength, checked(_dataLength + bytes));
        var from = _dataLength;
        _dataLength += bytes;
        for (var i = levels.Length - 1; i >= 0; i--)
        {
            var target = _data.AsSpan((first + i) * Width, Width);
            if (levels[i] == 0)
            {
                target.Clear();
                continue;
            }

            from -= Width;
            _data.AsSpan(from, Width).CopyTo(target);
        }
    }

    private void SpreadOffsets(ReadOnlySpan<byte> levels, int first, int values, int total)
    {
        if (_offsets.Length < total + 1) Grow(ref _offsets, Count + 1, total + 1);
        var from = first + values;
        for (var i = levels.Length - 1; i >= 0; i--)
        {
            _offsets[first + i + 1] = _offsets[from];
            if (levels[i] == 1) from--;
        }
    }

    private Span<byte> AppendRaw(int rows, int width)
    {
        if (width != Width) ThrowWrongType($"{width}-byte values");
        return AppendRaw(rows);
    }

    private void MarkValid(int rows)
    {
        if (NullCount == 0) return;
        if (_valid.Length < Count + rows) Grow(ref _valid, Count, Count + rows);
        _valid.AsSpan(Count, rows).Fill(1);
    }

    private ReadOnlySpan<T> As<T>(PhysicalType type)
        where T : unmanaged
    {
        if (Column.Type != type) ThrowWrongType(type.ToString());
        return MemoryMarshal.Cast<byte, T>(_data.AsSpan(0, _dataLength));
    }

    private static void Ensure<T>(ref T[] array, int used, int needed)
    {
        if (array.Length < needed) Grow(ref array, used, needed);
    }

    private static void Grow<T>(ref T[] array, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(Math.Max(needed, 256), (int)Math.Min(array.Length * 2L, Array.MaxLength)));
        array.AsSpan(0, used).CopyTo(larger);
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = larger;
    }

    private static void Return<T>(ref T[] array)
    {
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = [];
    }

    private void ThrowWrongType(string wanted) => throw new InvalidOperationException($"Column '{Column}' does not hold {wanted}.");
}

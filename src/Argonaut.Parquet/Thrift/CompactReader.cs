using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Argonaut.Parquet.Thrift;

/// <summary>Reads the Thrift compact protocol from a buffer. Source: nautilus-catalog.md 4.2.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> data, long fileOffset)
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _data = data;
    private readonly long _fileOffset = fileOffset;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>False at the end of the struct. <paramref name="id"/> must be kept between calls, starting at 0.</summary>
    public bool NextField(ref int id, out byte type)
    {
        var head = ReadByte();
        type = (byte)(head & 15);
        if (head == 0) return false;
        if (type is 0 or > CompactType.Struct) Throw($"Thrift field type {type} does not exist.");
        var delta = head >> 4;
        id = delta == 0 ? (int)ReadZigZag() : id + delta;
        return true;
    }

    public byte ReadByte()
    {
        if (Position >= _data.Length) Throw("The metadata ends in the middle of a field.");
        return _data[Position++];
    }

    public long ReadZigZag()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = ReadByte();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }

        Throw("A varint is longer than 64 bits.");
        return 0;
    }

    public int ReadI32(byte type)
    {
        if (type is not (CompactType.I32 or CompactType.I16)) Throw($"Expected an i32, found Thrift type {type}.");
        var value = ReadZigZag();
        if (value is < int.MinValue or > int.MaxValue) Throw($"The i32 {value} does not fit 32 bits.");
        return (int)value;
    }

    public long ReadI64(byte type)
    {
        if (type is not (CompactType.I64 or CompactType.I32)) Throw($"Expected an i64, found Thrift type {type}.");
        return ReadZigZag();
    }

    public sbyte ReadI8(byte type)
    {
        if (type != CompactType.I8) Throw($"Expected an i8, found Thrift type {type}.");
        return (sbyte)ReadByte();
    }

    public bool ReadBool(byte type)
    {
        if (type is not (CompactType.True or CompactType.False)) Throw($"Expected a boolean, found Thrift type {type}.");
        return type == CompactType.True;
    }

    public ReadOnlySpan<byte> ReadBinary(byte type)
    {
        if (type != CompactType.Binary) Throw($"Expected text, found Thrift type {type}.");
        var length = ReadVarint();
        if (length > (ulong)(_data.Length - Position)) Throw($"A text of {length} bytes is longer than what is left.");
        var value = _data.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    public string ReadString(byte type) => Encoding.UTF8.GetString(ReadBinary(type));

    /// <summary>The number of elements, which the bytes that are left can hold.</summary>
    public int ReadList(byte type, byte expectedElement)
    {
        if (type is not (CompactType.List or CompactType.Set)) Throw($"Expected a list, found Thrift type {type}.");
        var head = ReadByte();
        var size = head >> 4 == 15 ? ReadVarint() : (ulong)(head >> 4);
        if (size > (ulong)(_data.Length - Position)) Throw($"A list of {size} elements is longer than what is left.");
        var element = (byte)(head & 15);
        if (element != expectedElement && size > 0) Throw($"Expected a list of type {expectedElement}, found type {element}.");
        return (int)size;
    }

    public void ExpectStruct(byte type)
    {
        if (type != CompactType.Struct) Throw($"Expected a struct, found Thrift type {type}.");
    }

    public void Skip(byte type) => Skip(type, inList: false, 0);

    [DoesNotReturn]
    public readonly void Throw(string reason) => throw new ParquetFormatException(reason, _fileOffset + Position);

    private void Skip(byte type, bool inList, int depth)
    {
        if (depth > MaxDepth) Throw("The metadata is nested too deeply.");
        switch (type)
        {
            case CompactType.True or CompactType.False:
                if (inList) ReadByte();
                break;
            case CompactType.I8:
                ReadByte();
                break;
            case CompactType.I16 or CompactType.I32 or CompactType.I64:
                ReadVarint();
                break;
            case CompactType.Double:
                for (var i = 0; i < 8; i++) ReadByte();
                break;
            case CompactType.Binary:
                ReadBinary(type);
                break;
            case CompactType.List or CompactType.Set:
                var head = ReadByte();
                var size = head >> 4 == 15 ? ReadVarint() : (ulong)(head >> 4);
                if (size > (ulong)(_data.Length - Position)) Throw($"A list of {size} elements is longer than what is left.");
                for (ulong i = 0; i < size; i++) Skip((byte)(head & 15), inList: true, depth + 1);
                break;
            case CompactType.Map:
                var count = ReadVarint();
                if (count == 0) break;
                if (count > (ulong)(_data.Length - Position)) Throw($"A map of {count} entries is longer than what is left.");
                var kinds = ReadByte();
                for (ulong i = 0; i < count; i++)
                {
                    Skip((byte)(kinds >> 4), inList: true, depth + 1);
                    Skip((byte)(kinds & 15), inList: true, depth + 1);
                }

                break;
            case CompactType.Struct:
                var id = 0;
                while (NextField(ref id, out var inner)) Skip(inner, inList: false, depth + 1);
                break;
            default:
                Throw($"Thrift type {type} does not exist.");
                break;
        }
    }
}

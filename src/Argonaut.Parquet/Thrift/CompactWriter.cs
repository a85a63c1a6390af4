using System.Text;

namespace Argonaut.Parquet.Thrift;

/// <summary>Writes the Thrift compact protocol: fields in ascending id order with short headers. Source: nautilus-catalog.md B.1.</summary>
internal struct CompactWriter(ByteBuffer output)
{
    private readonly ByteBuffer _output = output;
    private int _lastId;

    /// <summary>Begins a nested struct and returns what <see cref="EndStruct"/> needs.</summary>
    public int BeginStruct(int id)
    {
        Header(id, CompactType.Struct);
        return BeginElement();
    }

    /// <summary>Begins a struct that is a list element.</summary>
    public int BeginElement()
    {
        var outer = _lastId;
        _lastId = 0;
        return outer;
    }

    public void EndStruct(int outer)
    {
        _output.Append(0);
        _lastId = outer;
    }

    public void Bool(int id, bool value) => Header(id, value ? CompactType.True : CompactType.False);

    public void I8(int id, int value)
    {
        Header(id, CompactType.I8);
        _output.Append((byte)value);
    }

    public void I16(int id, int value)
    {
        Header(id, CompactType.I16);
        _output.AppendZigZag(value);
    }

    public void I32(int id, int value)
    {
        Header(id, CompactType.I32);
        _output.AppendZigZag(value);
    }

    public void I64(int id, long value)
    {
        Header(id, CompactType.I64);
        _output.AppendZigZag(value);
    }

    public void Binary(int id, ReadOnlySpan<byte> value)
    {
        Header(id, CompactType.Binary);
        ElementBinary(value);
    }

    public void Text(int id, string value)
    {
        Header(id, CompactType.Binary);
        ElementText(value);
    }

    public void List(int id, byte element, int count)
    {
        Header(id, CompactType.List);
        if (count < 15)
        {
            _output.Append((byte)((count << 4) | element));
            return;
        }

        _output.Append((byte)(0xF0 | element));
        _output.AppendVarint((ulong)count);
    }

    public readonly void ElementI32(int value) => _output.AppendZigZag(value);

    public readonly void ElementText(string value) => ElementBinary(Encoding.UTF8.GetBytes(value));

    private readonly void ElementBinary(ReadOnlySpan<byte> value)
    {
        _output.AppendVarint((ulong)value.Length);
        _output.Append(value);
    }

    private void Header(int id, byte type)
    {
        _output.Append((byte)(((id - _lastId) << 4) | type));
        _lastId = id;
    }
}

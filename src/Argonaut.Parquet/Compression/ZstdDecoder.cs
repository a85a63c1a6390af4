using System.Buffers;
using System.Buffers.Binary;

namespace Argonaut.Parquet.Compression;

/// <summary>Reads Zstandard frames. One instance is used by one thread at a time. Source: nautilus-catalog.md A.2.</summary>
internal sealed class ZstdDecoder
{
    private const uint Magic = 0xFD2FB528;
    private const int MaxBlock = 128 << 10;

    private readonly HuffmanTable _huffman = new();
    private readonly ZstdSequences _sequences = new();

    /// <summary>Fills <paramref name="output"/>, whose length the caller knows and has limited.</summary>
    /// <exception cref="ParquetFormatException">A frame is damaged, needs a dictionary, or has another length.</exception>
    public void Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var to = 0;
        while (!input.IsEmpty)
        {
            if (input.Length < 8) throw Truncated();
            var magic = BinaryPrimitives.ReadUInt32LittleEndian(input);
            if ((magic & 0xFFFFFFF0) == 0x184D2A50)
            {
                var skip = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
                if (skip > input.Length - 8) throw Truncated();
                input = input[(8 + (int)skip)..];
                continue;
            }

            if (magic != Magic) throw new ParquetFormatException("A page is not a Zstandard frame.");
            input = DecodeFrame(input[4..], output, ref to);
        }

        if (to != output.Length) throw new ParquetFormatException($"A Zstandard frame gave {to} of {output.Length} bytes.");
    }

    private ReadOnlySpan<byte> DecodeFrame(ReadOnlySpan<byte> input, Span<byte> output, scoped ref int to)
    {
        input = ReadFrameHeader(input, out var contentSize, out var hasChecksum);
        if (contentSize is { } size && size > (ulong)(output.Length - to))
            throw new ParquetFormatException($"A Zstandard frame of {size} bytes does not fit its page of {output.Length} bytes.");
        var frameStart = to;
        _huffman.Reset();
        _sequences.Reset();
        var last = false;
        while (!last)
        {
            if (input.Length < 3) throw Truncated();
            var header = input[0] | (input[1] << 8) | (input[2] << 16);
            input = input[3..];
            last = (header & 1) == 1;
            var length = header >> 3;
            switch ((header >> 1) & 3)
            {
                case 0:
                    if (length > input.Length) throw Truncated();
                    if (length > output.Length - to) throw TooLong();
                    input[..length].CopyTo(output[to..]);
                    input = input[length..];
                    to += length;
                    break;
                case 1:
                    if (input.IsEmpty) throw Truncated();
                    if (length > output.Length - to) throw TooLong();
                    output.Slice(to, length).Fill(input[0]);
                    input = input[1..];
                    to += length;
                    break;
                case 2:
                    if (length > input.Length || length > MaxBlock) throw Truncated();
                    DecodeBlock(input[..length], output, frameStart, ref to);
                    input = input[length..];
                    break;
                default:
                    throw new ParquetFormatException("A Zstandard block has the reserved type.");
            }
        }

        if (contentSize is { } expected && (ulong)(to - frameStart) != expected)
            throw new ParquetFormatException($"A Zstandard frame gave {to - frameStart} of {expected} bytes.");
        if (!hasChecksum) return input;
        if (input.Length < 4) throw Truncated();
        if (BinaryPrimitives.ReadUInt32LittleEndian(input) != (uint)XxHash64.Hash(output[frameStart..to], 0))
            throw new ParquetFormatException("The checksum of a Zstandard frame is wrong.");
        return input[4..];
    }

    private static ReadOnlySpan<byte> ReadFrameHeader(ReadOnlySpan<byte> input, out ulong? contentSize, out bool hasChecksum)
    {
        if (input.IsEmpty) throw Truncated();
        var descriptor = input[0];
        if ((descriptor & 8) != 0) throw new ParquetFormatException("A Zstandard frame uses a reserved bit.");
        hasChecksum = (descriptor & 4) != 0;
        var isSingle = (descriptor & 32) != 0;
        var dictionaryBytes = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        var sizeBytes = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var at = isSingle ? 1 : 2;
        if (input.Length < at + dictionaryBytes + sizeBytes) throw Truncated();
        for (var i = 0; i < dictionaryBytes; i++)
            if (input[at + i] != 0) throw new ParquetFormatException("A Zstandard frame needs a dictionary.");
        at += dictionaryBytes;
        ulong value = 0;
        for (var i = 0; i < sizeBytes; i++) value |= (ulong)input[at + i] << (8 * i);
        if (sizeBytes == 2) value += 256;
        contentSize = sizeBytes == 0 ? null : value;
        return input[(at + sizeBytes)..];
    }

    private void DecodeBlock(ReadOnlySpan<byte> block, Span<byte> output, int frameStart, scoped ref int to)
    {
        var literals = ArrayPool<byte>.Shared.Rent(MaxBlock);
        try
        {
            var used = ReadLiterals(block, literals, out var count);
            _sequences.Execute(block[used..], literals.AsSpan(0, count), output, frameStart, ref to);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(literals);
        }
    }

    private int ReadLiterals(ReadOnlySpan<byte> block, byte[] literals, out int count)
    {
        if (block.IsEmpty) throw Truncated();
        var type = block[0] & 3;
        var format = (block[0] >> 2) & 3;
        if (type < 2)
        {
            var bytes = format switch { 1 => 2, 3 => 3, _ => 1 };
            var head = (int)Little(block, bytes);
            count = bytes == 1 ? head >> 3 : head >> 4;
            if (count > MaxBlock) throw TooLong();
            var rest = block[bytes..];
            if (type == 1)
            {
                if (rest.IsEmpty) throw Truncated();
                literals.AsSpan(0, count).Fill(rest[0]);
                return bytes + 1;
            }

            if (count > rest.Length) throw Truncated();
            rest[..count].CopyTo(literals);
            return bytes + count;
        }

        var headerBytes = format switch { 2 => 4, 3 => 5, _ => 3 };
        var sizeBits = format switch { 2 => 14, 3 => 18, _ => 10 };
        var header = Little(block, headerBytes) >> 4;
        count = (int)(header & ((1UL << sizeBits) - 1));
        var compressed = (int)(header >> sizeBits);
        if (count > MaxBlock) throw TooLong();
        if (compressed > block.Length - headerBytes) throw Truncated();
        var body = block.Slice(headerBytes, compressed);
        if (type == 2) body = body[_huffman.Read(body)..];
        else if (!_huffman.IsSet) throw new ParquetFormatException("A Zstandard block reuses a Huffman table that was never sent.");
        DecodeStreams(body, literals.AsSpan(0, count), format == 0 ? 1 : 4);
        return headerBytes + compressed;
    }

    private void DecodeStreams(ReadOnlySpan<byte> body, Span<byte> literals, int streams)
    {
        if (streams == 1)
        {
            _huffman.Decode(body, literals);
            return;
        }

        if (body.Length < 6) throw Truncated();
        var part = (literals.Length + 3) / 4;
        var at = 6;
        for (var i = 0; i < 4; i++)
        {
            var size = i < 3 ? BinaryPrimitives.ReadUInt16LittleEndian(body[(2 * i)..]) : body.Length - at;
            if (size > body.Length - at || part * i > literals.Length) throw Truncated();
            _huffman.Decode(body.Slice(at, size), i < 3 ? literals.Slice(part * i, Math.Min(part, literals.Length - part * i)) : literals[(part * 3)..]);
            at += size;
        }
    }

    private static ulong Little(ReadOnlySpan<byte> data, int bytes)
    {
        if (data.Length < bytes) throw Truncated();
        ulong value = 0;
        for (var i = 0; i < bytes; i++) value |= (ulong)data[i] << (8 * i);
        return value;
    }

    private static ParquetFormatException Truncated() => new("A Zstandard frame ends in the middle of a part.");

    private static ParquetFormatException TooLong() => new("A Zstandard frame is longer than its page.");
}

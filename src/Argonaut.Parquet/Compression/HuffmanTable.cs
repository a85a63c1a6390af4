using System.Numerics;

namespace Argonaut.Parquet.Compression;

/// <summary>The Huffman table of Zstandard literals. Source: nautilus-catalog.md A.2.</summary>
internal sealed class HuffmanTable
{
    private const int MaxBits = 11;

    private readonly byte[] _symbols = new byte[1 << MaxBits];
    private readonly byte[] _lengths = new byte[1 << MaxBits];
    private readonly FseTable _weightTable = new();
    private int _bits;

    /// <summary>False before the first table of a frame.</summary>
    public bool IsSet => _bits > 0;

    public void Reset() => _bits = 0;

    /// <summary>Reads a tree description and returns its bytes.</summary>
    public int Read(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) throw Damaged();
        Span<byte> weights = stackalloc byte[256];
        var count = 0;
        var used = 1;
        int head = data[0];
        if (head >= 128)
        {
            count = head - 127;
            used += (count + 1) / 2;
            if (used > data.Length) throw Damaged();
            for (var i = 0; i < count; i++) weights[i] = (byte)((data[1 + i / 2] >> ((i & 1) == 0 ? 4 : 0)) & 15);
        }
        else
        {
            used += head;
            if (used > data.Length) throw Damaged();
            count = ReadCompressedWeights(data.Slice(1, head), weights);
        }

        Fill(weights, count);
        return used;
    }

    /// <summary>Decodes one stream that gives exactly <c>output.Length</c> bytes.</summary>
    public void Decode(ReadOnlySpan<byte> stream, Span<byte> output)
    {
        var bits = new BackwardBits(stream);
        for (var i = 0; i < output.Length; i++)
        {
            var index = bits.Peek(_bits);
            output[i] = _symbols[index];
            bits.Skip(_lengths[index]);
        }

        if (bits.Left != 0) throw new ParquetFormatException("A Zstandard literal stream does not end where its symbols end.");
    }

    private int ReadCompressedWeights(ReadOnlySpan<byte> data, Span<byte> weights)
    {
        var header = _weightTable.Read(data, maxAccuracy: 6, maxSymbol: 255);
        if (header >= data.Length) throw Damaged();
        var bits = new BackwardBits(data[header..]);
        var first = bits.Read(_weightTable.Accuracy);
        var second = bits.Read(_weightTable.Accuracy);
        var count = 0;
        while (true)
        {
            if (count > 253) throw Damaged();
            weights[count++] = _weightTable.Symbol(first);
            if (bits.Left < _weightTable.BitsOf(first))
            {
                weights[count++] = _weightTable.Symbol(second);
                return count;
            }

            first = _weightTable.Next(first, ref bits);
            weights[count++] = _weightTable.Symbol(second);
            if (bits.Left < _weightTable.BitsOf(second))
            {
                weights[count++] = _weightTable.Symbol(first);
                return count;
            }

            second = _weightTable.Next(second, ref bits);
        }
    }

    private void Fill(Span<byte> weights, int count)
    {
        var total = 0;
        for (var i = 0; i < count; i++)
        {
            if (weights[i] > MaxBits + 1) throw Damaged();
            if (weights[i] > 0) total += 1 << (weights[i] - 1);
        }

        if (total == 0) throw Damaged();
        var bits = BitOperations.Log2((uint)total) + 1;
        var rest = (1 << bits) - total;
        if (bits > MaxBits || !BitOperations.IsPow2(rest) || count > 255) throw Damaged();
        weights[count++] = (byte)(BitOperations.Log2((uint)rest) + 1);

        var at = 0;
        for (var weight = 1; weight <= bits; weight++)
        {
            for (var symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] != weight) continue;
                var cells = 1 << (weight - 1);
                if (at + cells > 1 << bits) throw Damaged();
                _symbols.AsSpan(at, cells).Fill((byte)symbol);
                _lengths.AsSpan(at, cells).Fill((byte)(bits + 1 - weight));
                at += cells;
            }
        }

        if (at != 1 << bits) throw Damaged();
        _bits = bits;
    }

    private static ParquetFormatException Damaged() => new("A Zstandard Huffman table is damaged.");
}

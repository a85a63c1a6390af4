using System.Numerics;

namespace Argonaut.Parquet.Compression;

/// <summary>A decoding table of Zstandard's finite state entropy. Source: nautilus-catalog.md A.2.</summary>
internal sealed class FseTable
{
    private const int MaxAccuracy = 9;

    private readonly byte[] _symbols = new byte[1 << MaxAccuracy];
    private readonly byte[] _bits = new byte[1 << MaxAccuracy];
    private readonly ushort[] _bases = new ushort[1 << MaxAccuracy];

    /// <summary>Bits of a state; -1 before the table is filled.</summary>
    public int Accuracy { get; private set; } = -1;

    public byte Symbol(uint state) => _symbols[state];

    public uint Next(uint state, ref BackwardBits bits) => _bases[state] + bits.Read(_bits[state]);

    /// <summary>Bits that the next update of this state takes.</summary>
    public int BitsOf(uint state) => _bits[state];

    /// <summary>A table that always gives one symbol.</summary>
    public void SetConstant(byte symbol)
    {
        Accuracy = 0;
        _symbols[0] = symbol;
        _bits[0] = 0;
        _bases[0] = 0;
    }

    public void SetPredefined(ReadOnlySpan<short> probabilities, int accuracy) => Fill(probabilities, accuracy);

    /// <summary>Reads a table description and returns its bytes.</summary>
    public int Read(ReadOnlySpan<byte> data, int maxAccuracy, int maxSymbol)
    {
        Span<short> probabilities = stackalloc short[256];
        long at = 0;
        var accuracy = (int)Take(data, ref at, 4) + 5;
        if (accuracy > maxAccuracy) throw new ParquetFormatException($"A Zstandard table has accuracy {accuracy}, at most {maxAccuracy} is allowed.");
        var remaining = 1 << accuracy;
        var count = 0;
        while (remaining > 0)
        {
            if (count > maxSymbol) throw new ParquetFormatException("A Zstandard table has too many symbols.");
            var width = 32 - BitOperations.LeadingZeroCount((uint)(remaining + 1));
            var value = (int)Take(data, ref at, width);
            var low = value & ((1 << (width - 1)) - 1);
            var threshold = (1 << width) - 1 - (remaining + 1);
            if (low < threshold)
            {
                at--;
                value = low;
            }
            else if (value >= 1 << (width - 1))
            {
                value -= threshold;
            }

            var probability = value - 1;
            remaining -= Math.Abs(probability);
            if (remaining < 0) throw new ParquetFormatException("The probabilities of a Zstandard table exceed its size.");
            probabilities[count++] = (short)probability;
            if (probability != 0) continue;
            uint repeat;
            do
            {
                repeat = Take(data, ref at, 2);
                if (count + (int)repeat > maxSymbol + 1) throw new ParquetFormatException("A Zstandard table has too many symbols.");
                for (var i = 0; i < repeat; i++) probabilities[count++] = 0;
            }
            while (repeat == 3);
        }

        Fill(probabilities[..count], accuracy);
        return (int)((at + 7) >> 3);
    }

    private void Fill(ReadOnlySpan<short> probabilities, int accuracy)
    {
        Accuracy = accuracy;
        var size = 1 << accuracy;
        var high = size;
        Span<ushort> counters = stackalloc ushort[256];
        for (var symbol = 0; symbol < probabilities.Length; symbol++)
        {
            counters[symbol] = (ushort)Math.Max((int)probabilities[symbol], 0);
            if (probabilities[symbol] != -1) continue;
            _symbols[--high] = (byte)symbol;
            counters[symbol] = 1;
        }

        var step = (size >> 1) + (size >> 3) + 3;
        var cell = 0;
        for (var symbol = 0; symbol < probabilities.Length; symbol++)
        {
            for (var i = 0; i < probabilities[symbol]; i++)
            {
                _symbols[cell] = (byte)symbol;
                do cell = (cell + step) & (size - 1);
                while (cell >= high);
            }
        }

        for (var i = 0; i < size; i++)
        {
            var counter = counters[_symbols[i]]++;
            var width = accuracy - BitOperations.Log2(counter);
            _bits[i] = (byte)width;
            _bases[i] = (ushort)((counter << width) - size);
        }
    }

    private static uint Take(ReadOnlySpan<byte> data, ref long at, int bits)
    {
        uint value = 0;
        for (var i = 0; i < bits; i++, at++)
        {
            var index = (int)(at >> 3);
            if (index >= data.Length) throw new ParquetFormatException("A Zstandard table is cut off.");
            value |= (uint)((data[index] >> (int)(at & 7)) & 1) << i;
        }

        return value;
    }
}

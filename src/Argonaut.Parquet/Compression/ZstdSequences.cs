namespace Argonaut.Parquet.Compression;

/// <summary>The sequences section of a Zstandard block: tables and offset history that live for a frame. Source: nautilus-catalog.md A.2.</summary>
internal sealed class ZstdSequences
{
    private static readonly short[] PredefinedLiteral =
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1];

    private static readonly short[] PredefinedMatch =
    [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        -1, -1, -1, -1, -1, -1, -1,
    ];

    private static readonly short[] PredefinedOffset =
        [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

    private static readonly int[] LiteralBase =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384,
        32768, 65536,
    ];

    private static readonly byte[] LiteralBits =
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private static readonly int[] MatchBase =
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43,
        47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
    ];

    private static readonly byte[] MatchBits =
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10,
        11, 12, 13, 14, 15, 16,
    ];

    private readonly FseTable _literal = new();
    private readonly FseTable _offset = new();
    private readonly FseTable _match = new();
    private bool _literalSet, _offsetSet, _matchSet;
    private long _first, _second, _third;

    public void Reset()
    {
        _literalSet = _offsetSet = _matchSet = false;
        (_first, _second, _third) = (1, 4, 8);
    }

    /// <summary>Appends a block's output; matches reach back to <paramref name="frameStart"/> at most.</summary>
    public void Execute(ReadOnlySpan<byte> data, ReadOnlySpan<byte> literals, Span<byte> output, int frameStart, scoped ref int to)
    {
        var at = 0;
        var count = ReadCount(data, ref at);
        if (count > 0)
        {
            if (at >= data.Length) throw Damaged();
            var modes = data[at++];
            at += SetTable(_literal, ref _literalSet, (modes >> 6) & 3, data[at..], 9, 35, PredefinedLiteral, 6);
            at += SetTable(_offset, ref _offsetSet, (modes >> 4) & 3, data[at..], 8, 31, PredefinedOffset, 5);
            at += SetTable(_match, ref _matchSet, (modes >> 2) & 3, data[at..], 9, 52, PredefinedMatch, 6);
            literals = Run(data[at..], count, literals, output, frameStart, ref to);
        }
        else if (at != data.Length)
        {
            throw Damaged();
        }

        if (literals.Length > output.Length - to) throw TooLong();
        literals.CopyTo(output[to..]);
        to += literals.Length;
    }

    private ReadOnlySpan<byte> Run(
        ReadOnlySpan<byte> data, int count, ReadOnlySpan<byte> literals, Span<byte> output, int frameStart, scoped ref int to)
    {
        var bits = new BackwardBits(data);
        var literalState = bits.Read(_literal.Accuracy);
        var offsetState = bits.Read(_offset.Accuracy);
        var matchState = bits.Read(_match.Accuracy);
        for (var i = 0; i < count; i++)
        {
            int offsetCode = _offset.Symbol(offsetState), matchCode = _match.Symbol(matchState), literalCode = _literal.Symbol(literalState);
            if (offsetCode > 31 || matchCode > 52 || literalCode > 35) throw Damaged();
            var offsetValue = (1L << offsetCode) + bits.Read(offsetCode);
            var matchLength = MatchBase[matchCode] + (int)bits.Read(MatchBits[matchCode]);
            var literalLength = LiteralBase[literalCode] + (int)bits.Read(LiteralBits[literalCode]);
            var offset = Resolve(offsetValue, literalLength == 0);

            if (literalLength > literals.Length) throw Damaged();
            if ((long)literalLength + matchLength > output.Length - to) throw TooLong();
            literals[..literalLength].CopyTo(output[to..]);
            literals = literals[literalLength..];
            to += literalLength;
            if (offset <= 0 || offset > to - frameStart)
                throw new ParquetFormatException($"A Zstandard match reaches {offset} bytes back after {to - frameStart} bytes.");
            SnappyDecoder.CopyMatch(output, to, (int)offset, matchLength);
            to += matchLength;

            if (i == count - 1) break;
            literalState = _literal.Next(literalState, ref bits);
            matchState = _match.Next(matchState, ref bits);
            offsetState = _offset.Next(offsetState, ref bits);
            if (bits.Left < 0) throw Damaged();
        }

        if (bits.Left != 0) throw Damaged();
        return literals;
    }

    private long Resolve(long value, bool noLiterals)
    {
        if (value > 3)
        {
            (_first, _second, _third) = (value - 3, _first, _second);
            return _first;
        }

        var index = value - 1 + (noLiterals ? 1 : 0);
        switch (index)
        {
            case 0:
                break;
            case 1:
                (_first, _second) = (_second, _first);
                break;
            case 2:
                (_first, _second, _third) = (_third, _first, _second);
                break;
            default:
                (_first, _second, _third) = (_first - 1, _first, _second);
                break;
        }

        return _first;
    }

    private static int ReadCount(ReadOnlySpan<byte> data, ref int at)
    {
        if (data.IsEmpty) throw Damaged();
        int first = data[0];
        if (first < 128)
        {
            at = 1;
            return first;
        }

        at = first < 255 ? 2 : 3;
        if (data.Length < at) throw Damaged();
        return first < 255 ? ((first - 128) << 8) + data[1] : data[1] + (data[2] << 8) + 0x7F00;
    }

    private static int SetTable(
        FseTable table, ref bool isSet, int mode, ReadOnlySpan<byte> data, int maxAccuracy, int maxSymbol, short[] predefined, int accuracy)
    {
        switch (mode)
        {
            case 0:
                table.SetPredefined(predefined, accuracy);
                isSet = true;
                return 0;
            case 1:
                if (data.IsEmpty || data[0] > maxSymbol) throw Damaged();
                table.SetConstant(data[0]);
                isSet = true;
                return 1;
            case 2:
                isSet = true;
                return table.Read(data, maxAccuracy, maxSymbol);
            default:
                if (!isSet) throw new ParquetFormatException("A Zstandard block repeats a table that was never sent.");
                return 0;
        }
    }

    private static ParquetFormatException Damaged() => new("The sequences of a Zstandard block are damaged.");

    private static ParquetFormatException TooLong() => new("A Zstandard frame is longer than its page.");
}

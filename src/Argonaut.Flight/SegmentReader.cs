using System.IO.Compression;
using Argonaut.Domain;

namespace Argonaut.Flight;

/// <summary>
/// The blocks of one segment file. A block whose checksum is wrong is left out and counted, and reading goes on at the next one that can be
/// found; a file that ends inside a block ends before it.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private const int SearchBytes = 64 << 10;

    private readonly FileStream _file;
    private readonly byte[] _headBytes = new byte[BlockHead.Size];

    /// <exception cref="FrameFormatException">Its head cannot be read.</exception>
    public SegmentReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 << 10);
        try
        {
            Head = SegmentHead.Read(_file, path);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public SegmentHead Head { get; }

    /// <summary>Places at which bytes had to be left out.</summary>
    public int Damaged { get; private set; }

    /// <summary>Bytes behind the last whole block.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Times of the first and last whole block, from their heads alone.</summary>
    public static (UnixNanos First, UnixNanos Last) SpanOf(string path)
    {
        using var reader = new SegmentReader(path);
        var (first, last) = (reader.Head.StartAt, reader.Head.StartAt);
        while (reader.TryReadHead(out var head))
        {
            if (head.Last > last) last = head.Last;
            if (first.Value == 0 || head.First < first) first = head.First;
            if (reader._file.Position + head.StoredLength > reader._file.Length) break;
            reader._file.Position += head.StoredLength;
        }

        return (first, last);
    }

    /// <summary>The next whole block, plain; false at the end.</summary>
    /// <param name="isAfterDamage">Bytes before it were left out.</param>
    public bool TryRead(out BlockHead head, out byte[] plain, out bool isAfterDamage)
    {
        plain = [];
        isAfterDamage = false;
        while (true)
        {
            var start = _file.Position;
            if (!TryReadHead(out head))
            {
                if (_file.Length - start < BlockHead.Size)
                {
                    TornBytes = _file.Length - start;
                    return false;
                }

                Damaged++;
                isAfterDamage = true;
                if (FindNext(start + 1)) continue;
                return false;
            }

            if (_file.Length - _file.Position < head.StoredLength)
            {
                // Torn, or a damaged length: a later block would show which.
                if (!FindNext(start + 1))
                {
                    TornBytes = _file.Length - start;
                    return false;
                }

                Damaged++;
                isAfterDamage = true;
                continue;
            }

            var stored = new byte[head.StoredLength];
            _file.ReadExactly(stored);
            if (head.Matches(_headBytes, stored) && TryExpand(head, stored, out plain)) return true;
            Damaged++;
            isAfterDamage = true;
            if (!FindNext(start + 1)) return false;
        }
    }

    public void Dispose() => _file.Dispose();

    private bool TryReadHead(out BlockHead head)
    {
        head = default;
        return _file.ReadAtLeast(_headBytes, BlockHead.Size, throwOnEndOfStream: false) == BlockHead.Size && BlockHead.TryRead(_headBytes, out head);
    }

    private static bool TryExpand(in BlockHead head, byte[] stored, out byte[] plain)
    {
        plain = stored;
        if (head.Codec == BlockCodec.Stored) return stored.Length == head.PlainLength;
        plain = new byte[head.PlainLength];
        return BrotliDecoder.TryDecompress(stored, plain, out var written) && written == plain.Length;
    }

    /// <summary>Leaves the file at the next bytes that look like a head.</summary>
    private bool FindNext(long from)
    {
        var window = new byte[SearchBytes];
        while (from < _file.Length)
        {
            _file.Position = from;
            var read = _file.ReadAtLeast(window, window.Length, throwOnEndOfStream: false);
            var at = window.AsSpan(0, read).IndexOf(BlockHead.Magic);
            if (at >= 0)
            {
                _file.Position = from + at;
                return true;
            }

            from += Math.Max(1, read - (BlockHead.Magic.Length - 1));
            if (read < window.Length) return false;
        }

        return false;
    }
}

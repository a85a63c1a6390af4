using System.Buffers;
using System.IO.Compression;

namespace Argonaut.Flight;

/// <summary>One segment file that is being written. A block is one write, so that a crash leaves at most one torn block at the end.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int Quality = 1;
    private const int Window = 18;

    /// <summary>Smaller blocks are not worth a dictionary.</summary>
    private const int LeastCompressed = 512;

    private readonly FileStream _file;

    public SegmentWriter(string path, SegmentHead head)
    {
        Path = path;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _file.Write(head.ToBytes());
    }

    public string Path { get; }

    public long Length => _file.Length;

    public void Write(FrameBlock block)
    {
        var rented = ArrayPool<byte>.Shared.Rent(BlockHead.Size + BrotliEncoder.GetMaxCompressedLength(block.Length));
        try
        {
            var body = rented.AsSpan(BlockHead.Size);
            var codec = BlockCodec.Brotli;
            if (block.Length < LeastCompressed || !BrotliEncoder.TryCompress(block.Bytes, body, out var length, Quality, Window) || length >= block.Length)
            {
                codec = BlockCodec.Stored;
                block.Bytes.CopyTo(body);
                length = block.Length;
            }

            BlockHead.Write(rented, codec, block, body[..length]);
            _file.Write(rented, 0, BlockHead.Size + length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void Dispose() => _file.Dispose();
}

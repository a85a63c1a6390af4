using Microsoft.Win32.SafeHandles;

namespace Argonaut.Parquet.Reading;

/// <summary>Random access to a file or to memory that counts what it reads.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _memory;

    public ByteSource(SafeFileHandle file)
    {
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    public ByteSource(ReadOnlyMemory<byte> memory)
    {
        _memory = memory;
        Length = memory.Length;
    }

    public long Length { get; }

    public long BytesRead { get; private set; }

    public void Read(long offset, Span<byte> target)
    {
        BytesRead += target.Length;
        if (_file is null)
        {
            _memory.Span.Slice((int)offset, target.Length).CopyTo(target);
            return;
        }

        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(_file, target, offset);
            if (read == 0) throw new ParquetFormatException("The file became shorter while it was read.", offset);
            target = target[read..];
            offset += read;
        }
    }

    public void Dispose() => _file?.Dispose();
}

using System.IO.Compression;

namespace Argonaut.Parquet.Compression;

/// <summary>Compresses and decompresses page bodies. One instance is used by one thread at a time.</summary>
internal sealed class PageCodec
{
    private SnappyEncoder? _snappy;
    private ZstdDecoder? _zstd;

    /// <summary>The codecs that <see cref="Compress"/> knows.</summary>
    public static bool CanWrite(ParquetCodec codec) =>
        codec is ParquetCodec.Uncompressed or ParquetCodec.Snappy or ParquetCodec.Gzip or ParquetCodec.Zstd;

    /// <summary>Appends the compressed body to <paramref name="output"/>.</summary>
    public void Compress(ParquetCodec codec, ReadOnlySpan<byte> body, ByteBuffer output)
    {
        switch (codec)
        {
            case ParquetCodec.Uncompressed:
                output.Append(body);
                break;
            case ParquetCodec.Snappy:
                _snappy ??= new SnappyEncoder();
                output.Advance(_snappy.Encode(body, output.Reserve(SnappyEncoder.MaxLength(body.Length))));
                break;
            case ParquetCodec.Zstd:
                output.Advance(ZstdRawFrames.Encode(body, output.Reserve(ZstdRawFrames.MaxLength(body.Length))));
                break;
            case ParquetCodec.Gzip:
                using (var memory = new MemoryStream())
                {
                    using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(body);
                    output.Append(memory.GetBuffer().AsSpan(0, (int)memory.Length));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(codec), codec, "This codec cannot be written.");
        }
    }

    /// <summary>Fills <paramref name="output"/> exactly.</summary>
    /// <exception cref="ParquetFormatException">The body is damaged, has another length, or its codec is not supported.</exception>
    public void Decompress(ParquetCodec codec, byte[] source, int start, int length, Span<byte> output)
    {
        var body = source.AsSpan(start, length);
        switch (codec)
        {
            case ParquetCodec.Uncompressed:
                if (body.Length != output.Length)
                    throw new ParquetFormatException($"An uncompressed page of {output.Length} bytes has {body.Length} bytes.");
                body.CopyTo(output);
                break;
            case ParquetCodec.Snappy:
                SnappyDecoder.Decode(body, output);
                break;
            case ParquetCodec.Zstd:
                _zstd ??= new ZstdDecoder();
                _zstd.Decode(body, output);
                break;
            case ParquetCodec.Gzip:
                using (var memory = new MemoryStream(source, start, length, writable: false))
                using (var gzip = new GZipStream(memory, CompressionMode.Decompress))
                    Inflate(gzip, output);
                break;
            case ParquetCodec.Brotli:
                if (!BrotliDecoder.TryDecompress(body, output, out var written) || written != output.Length)
                    throw new ParquetFormatException("A Brotli page is damaged or of another length.");
                break;
            case ParquetCodec.Lz4Raw:
                Lz4Decoder.Decode(body, output);
                break;
            default:
                throw new ParquetFormatException($"Codec {codec} is not supported.");
        }
    }

    private static void Inflate(GZipStream gzip, Span<byte> output)
    {
        try
        {
            gzip.ReadExactly(output);
            if (gzip.ReadByte() >= 0) throw new ParquetFormatException("A gzip page is longer than its header says.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ParquetFormatException("A gzip page is damaged or shorter than its header says.");
        }
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Argonaut.Domain;

namespace Argonaut.Flight;

/// <summary>
/// The begin of a segment file: <c>ARGFRAME</c>, version (4 bytes), length of the text (4 bytes), the text (JSON), CRC-32C of all before
/// it (4 bytes); numbers little-endian.
/// </summary>
public sealed record SegmentHead
{
    public const uint FormatVersion = 1;

    private const int FixedSize = 16;
    private const int MaxText = 64 << 10;

    /// <summary>The product's version that wrote the file.</summary>
    [JsonPropertyName("product")]
    public string Product { get; init; } = "";

    /// <summary><c>host:port</c>.</summary>
    [JsonPropertyName("gateway")]
    public string Gateway { get; init; } = "";

    /// <summary>As negotiated when the file was begun; 0 before that.</summary>
    [JsonPropertyName("server_version")]
    public int ServerVersion { get; init; }

    /// <summary>Nanoseconds UTC, as text.</summary>
    [JsonPropertyName("start")]
    public string Start { get; init; } = "0";

    /// <summary>Counts the files of a folder.</summary>
    [JsonPropertyName("segment")]
    public int Segment { get; init; }

    /// <summary>Account ids were replaced.</summary>
    [JsonPropertyName("redacted")]
    public bool IsRedacted { get; init; }

    [JsonIgnore]
    public UnixNanos StartAt => long.TryParse(Start, out var nanos) ? new UnixNanos(nanos) : default;

    internal static ReadOnlySpan<byte> Magic => "ARGFRAME"u8;

    internal byte[] ToBytes()
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(this, FlightJson.Default.SegmentHead);
        var bytes = new byte[FixedSize + text.Length + 4];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), text.Length);
        text.CopyTo(bytes, FixedSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    /// <summary>Reads the head at the begin of a file and leaves the stream behind it.</summary>
    /// <exception cref="FrameFormatException">It is not a recording of frames, of another version, or damaged.</exception>
    internal static SegmentHead Read(Stream file, string path)
    {
        var start = new byte[FixedSize];
        if (file.ReadAtLeast(start, FixedSize, throwOnEndOfStream: false) < FixedSize || !start.AsSpan().StartsWith(Magic))
            throw new FrameFormatException($"{path} is not a recording of frames.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (version != FormatVersion) throw new FrameFormatException($"{path} has version {version} of the format; this program reads version {FormatVersion}.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12));
        if (length is < 2 or > MaxText) throw new FrameFormatException($"The head of {path} is damaged.");
        var rest = new byte[length + 4];
        if (file.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) < rest.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan(length)) != Crc32C.Of(start, rest.AsSpan(0, length)))
            throw new FrameFormatException($"The head of {path} is damaged.");
        return JsonSerializer.Deserialize(rest.AsSpan(0, length), FlightJson.Default.SegmentHead)!;   // its checksum is right
    }
}

[JsonSerializable(typeof(SegmentHead))]
internal sealed partial class FlightJson : JsonSerializerContext;

using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Argonaut.SimulatedGateway.Protocol;

/// <summary>What a client sends first: <c>API</c> NUL, then a length and <c>v178..200 +PACEAPI</c> (ib-tws-protocol.md 3).</summary>
public sealed record ClientHello(int MinVersion, int MaxVersion, string Options)
{
    private const int PrefixLength = 4;
    private const int MaxTextLength = 1_000;

    /// <summary>The client asked for refused requests above the rate limit to be queued.</summary>
    public bool WantsPacing => Options.Split(' ').Contains("+PACEAPI");

    /// <summary>Reads it from what has arrived so far.</summary>
    /// <param name="buffer">Moved behind the hello when it is complete.</param>
    /// <returns>Null while bytes are missing.</returns>
    /// <exception cref="RequestFormatException">The bytes are no hello.</exception>
    public static ClientHello? TryRead(ref ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[2 * PrefixLength];
        var known = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, known).CopyTo(head);
        var prefix = Math.Min(known, PrefixLength);
        if (!head[..prefix].SequenceEqual("API\0"u8[..prefix]))
            throw new RequestFormatException(RequestFormatException.CannotRead, -1, "Expected the text API and a NUL at the start of the connection.");
        if (known < head.Length) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(head[PrefixLength..]);
        if (length is <= 0 or > MaxTextLength)
            throw new RequestFormatException(RequestFormatException.CannotRead, -1, $"Expected a version text, found the length {length}.");
        if (buffer.Length < head.Length + length) return null;
        var text = Encoding.ASCII.GetString(buffer.Slice(head.Length, length));
        buffer = buffer.Slice(head.Length + length);
        return Parse(text);
    }

    private static ClientHello Parse(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var (versions, options) = blank < 0 ? (text, "") : (text[..blank], text[(blank + 1)..]);
        var dots = versions.IndexOf("..", StringComparison.Ordinal);
        var (low, high) = dots < 0 ? (versions, versions[Math.Min(1, versions.Length)..]) : (versions[..dots], versions[(dots + 2)..]);
        if (low.StartsWith('v')
            && int.TryParse(low.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var min)
            && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var max)
            && min <= max)
            return new ClientHello(min, max, options);
        throw new RequestFormatException(RequestFormatException.CannotRead, -1, $"Expected v<min>..<max>, found '{text}'.");
    }
}

using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Argonaut.Bench.Product;

/// <summary>
/// One kept-alive HTTP/1.1 connection that repeats a few GETs, blocking and without allocating: the client must not be what is measured.
/// Understands Content-Length and chunked bodies. One thread at a time.
/// </summary>
internal sealed class RawHttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[][] _requests;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _length;
    private int _at;

    /// <param name="addresses">All of one server on loopback.</param>
    public RawHttpConnection(IReadOnlyList<Uri> addresses)
    {
        _requests = [.. addresses.Select(a => Encoding.ASCII.GetBytes($"GET {a.PathAndQuery} HTTP/1.1\r\nHost: {a.Authority}\r\nAccept: application/json\r\n\r\n"))];
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        _socket.Connect(IPAddress.Loopback, addresses[0].Port);
    }

    /// <param name="which">The place among the addresses.</param>
    public void Send(int which) => _socket.Send(_requests[which]);

    /// <summary>Reads one whole answer; true when its status is 200.</summary>
    /// <exception cref="SocketException">The connection broke or was silent for ten seconds.</exception>
    /// <exception cref="InvalidDataException">The answer is not HTTP as expected.</exception>
    public bool Receive()
    {
        var isOk = Line().StartsWith("HTTP/1.1 200 "u8);
        long? contentLength = null;
        var isChunked = false;
        for (var line = Line(); !line.IsEmpty; line = Line())
        {
            if (StartsWith(line, "content-length:"u8))
                contentLength = Utf8Parser.TryParse(line["content-length:"u8.Length..].TrimStart((byte)' '), out long value, out _) ? value : null;
            else if (StartsWith(line, "transfer-encoding:"u8))
                isChunked = true;
        }

        if (isChunked) SkipChunks();
        else Skip(contentLength ?? throw new InvalidDataException("Expected a length of the answer, found none."));
        return isOk;
    }

    public void Dispose() => _socket.Dispose();

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerCase) =>
        line.Length >= lowerCase.Length && Ascii.EqualsIgnoreCase(line[..lowerCase.Length], lowerCase);

    private void SkipChunks()
    {
        while (true)
        {
            if (!Utf8Parser.TryParse(Line(), out long size, out _, 'x')) throw new InvalidDataException("Expected the size of a chunk.");
            Skip(size);
            Line();
            if (size == 0) return;
        }
    }

    /// <summary>The next line without its end; holds until the next read.</summary>
    private ReadOnlySpan<byte> Line()
    {
        while (true)
        {
            var end = _buffer.AsSpan(_at, _length - _at).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = _buffer.AsSpan(_at, end);
                _at += end + 2;
                return line;
            }

            Fill();
        }
    }

    private void Skip(long bytes)
    {
        while (true)
        {
            var here = (int)Math.Min(bytes, _length - _at);
            _at += here;
            bytes -= here;
            if (bytes == 0) return;
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_at, _length - _at).CopyTo(_buffer);
        _length -= _at;
        _at = 0;
        if (_length == _buffer.Length) throw new InvalidDataException($"Expected a line within {_buffer.Length} bytes, found none.");
        var received = _socket.Receive(_buffer.AsSpan(_length));
        if (received == 0) throw new InvalidDataException("Expected an answer, found the end of the connection.");
        _length += received;
    }
}

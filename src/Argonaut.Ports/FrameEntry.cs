using System.Buffers.Text;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>What an entry of a recording of frames is. The numbers are stored.</summary>
public enum FrameEntryKind : byte
{
    /// <summary>A payload that the gateway sent; the time is when it was handled and becomes <c>ts_init</c> of its tick.</summary>
    Received = 1,

    /// <summary>A payload (or, at the hello, raw bytes) that was handed over for sending.</summary>
    Sent = 2,

    /// <summary>The session looked at its clocks and its lines; the body is the monotonic time, 8 bytes of ticks of 100 ns, little-endian.</summary>
    Look = 3,

    /// <summary>A connection is being made. JSON.</summary>
    Connect = 4,

    /// <summary>The connection ended, or was not made. JSON.</summary>
    End = 5,

    /// <summary>The state of the session was told to its listener.</summary>
    Told = 6,

    /// <summary>Instruments were added to or removed from what is wanted. JSON.</summary>
    Wanted = 7,

    /// <summary>A silent line is asked for again. JSON.</summary>
    AskedAgain = 8,

    /// <summary>A feed began to run: a new process, or a new start in the same one.</summary>
    Start = 9,

    /// <summary>All that has to be known to go on reading from here. JSON.</summary>
    Picture = 10,

    /// <summary>Entries are missing here: number, bytes and the time of the first, three 8-byte little-endian integers.</summary>
    Loss = 11,

    /// <summary>Which instruments somebody looks at changed. JSON.</summary>
    Watched = 12,
}

/// <summary>One entry of a recording of frames.</summary>
/// <param name="At">UTC nanoseconds; never before the entry ahead of it in the same run.</param>
/// <param name="Connection">Counts the connections of one run from 1; 0 outside of any.</param>
/// <param name="Body">By kind; of a frame its payload without the 4-byte length.</param>
public readonly record struct FrameEntry(FrameEntryKind Kind, UnixNanos At, int Connection, ReadOnlyMemory<byte> Body)
{
    public bool IsFrame => Kind is FrameEntryKind.Received or FrameEntryKind.Sent;

    /// <summary>The first field of a frame's payload; null when it is not a number, as at the hello.</summary>
    public int? MessageId => IsFrame && Utf8Parser.TryParse(Body.Span, out int id, out var used) && used < Body.Length && Body.Span[used] == 0 ? id : null;
}

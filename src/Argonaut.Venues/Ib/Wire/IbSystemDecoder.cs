using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>The server's first frame: its version and its clock as text, which is never parsed (ib-tws-protocol.md 3).</summary>
public sealed record IbHello(int ServerVersion, string ConnectionTime);

/// <summary>Answer 4. <see cref="RequestId"/> is -1 when the error belongs to no request.</summary>
/// <param name="TimeMilliseconds">When the server raised it; 0 when unknown.</param>
public sealed record IbError(int RequestId, int Code, string Text, string AdvancedRejectJson, long TimeMilliseconds);

/// <summary>
/// Answers about the session itself (ib-tws-protocol.md 3, 5.1, 8.10). Every method but the hello starts after the message id.
/// </summary>
public static class IbSystemDecoder
{
    /// <exception cref="IbProtocolException">506: the first field is no version number (redirect, or a protobuf-era peer).</exception>
    public static IbHello Hello(ReadOnlySpan<byte> payload)
    {
        var r = new IbFieldReader(payload);
        var version = payload.IsEmpty ? default : r.ReadSpan();
        if (!Utf8Parser.TryParse(version, out int number, out var used) || used != version.Length)
            IbProtocolException.Throw(506, $"Expected a server version, found '{Encoding.UTF8.GetString(version)}'.");
        return new IbHello(number, r.IsAtEnd ? "" : r.ReadString());
    }

    public static IbError Error(ref IbFieldReader r, int serverVersion)
    {
        if (serverVersion < 194) r.Skip();
        return new IbError(
            r.ReadInt(-1),
            r.ReadInt(),
            IbText.Unescape(r.ReadString()),
            IbText.Unescape(r.ReadString()),
            serverVersion >= 194 ? r.ReadLong() : 0);
    }

    /// <summary>Answer 15.</summary>
    public static ImmutableArray<string> ManagedAccounts(ref IbFieldReader r)
    {
        r.Skip();
        return [.. r.ReadString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    /// <summary>Answer 9.</summary>
    public static int NextValidId(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadInt();
    }

    /// <summary>Answer 49: seconds since the epoch.</summary>
    public static long CurrentTime(ref IbFieldReader r)
    {
        r.Skip();
        return r.ReadLong();
    }

    /// <summary>Answer 109 (from 197 on): milliseconds since the epoch.</summary>
    public static long CurrentTimeMilliseconds(ref IbFieldReader r) => r.ReadLong();

    /// <summary>Answer 107. The branding id is empty for the broker's own customers.</summary>
    public static (int RequestId, string WhiteBrandingId) UserInfo(ref IbFieldReader r) => (r.ReadInt(), r.ReadString());
}

using System.Diagnostics.CodeAnalysis;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>The peer does not speak our protocol: the connection must be closed.</summary>
/// <param name="code">506 unsupported version, 507 bad length (ib-tws-protocol.md 5.3).</param>
public sealed class IbProtocolException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    [DoesNotReturn]
    public static void Throw(int code, string message) => throw new IbProtocolException(code, message);
}

using System.Diagnostics.CodeAnalysis;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>A message does not have the layout of its version. The message is dropped; the framing is still right.</summary>
public sealed class WireFormatException(string message) : Exception(message)
{
    [DoesNotReturn]
    public static void Throw(string message) => throw new WireFormatException(message);
}

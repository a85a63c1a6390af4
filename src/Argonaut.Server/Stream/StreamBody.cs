using Argonaut.Domain;

namespace Argonaut.Server.Stream;

/// <summary>The <c>data</c> of a message, serialised once for all clients.</summary>
/// <param name="NewestTsInit">Of the newest tick in it, 0 for other data.</param>
internal sealed record StreamBody(byte[] Json, UnixNanos NewestTsInit)
{
    public static readonly StreamBody Empty = new("[]"u8.ToArray(), UnixNanos.Zero);
}

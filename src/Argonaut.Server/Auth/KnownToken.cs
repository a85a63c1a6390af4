using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Server.Auth;

/// <summary>A token that this server accepts, or has accepted.</summary>
/// <param name="Stored">As it is kept.</param>
/// <param name="IsFromFile">The owner's and that of the command line: they are files of this installation, not rows of the database.</param>
internal sealed record KnownToken(StoredToken Stored, Role Role, bool IsFromFile)
{
    public bool IsGoodAt(UnixNanos now) => Stored.RevokedAt is null && (Stored.ExpiresAt is not { } end || now < end);
}

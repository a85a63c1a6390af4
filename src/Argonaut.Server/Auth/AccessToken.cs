using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Argonaut.Server.Auth;

/// <summary>A bearer token as it is kept: its name, its role and the SHA-256 of its text, never the text.</summary>
public sealed record AccessToken(string Name, Role Role, ImmutableArray<byte> Hash)
{
    public const string Prefix = "arg_";

    /// <summary>A new secret of 256 random bits, to be shown once, and what is kept of it.</summary>
    public static (string Secret, AccessToken Token) Generate(string name, Role role)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (secret, new AccessToken(name, role, HashOf(secret)));
    }

    public static ImmutableArray<byte> HashOf(string secret) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(secret))];
}

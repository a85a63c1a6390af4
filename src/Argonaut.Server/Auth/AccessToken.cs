using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Argonaut.Server.Auth;

/// <summary>A token that is kept in a file of this installation: its name, its role and the SHA-256 of its text, never the text.</summary>
public sealed record AccessToken(string Name, Role Role, ImmutableArray<byte> Hash)
{
    public const string Prefix = "arg_";

    /// <summary>Another one when the file has another token, so that sessions of the one before are void.</summary>
    public string Id => $"{Name}-{Convert.ToHexStringLower(Hash.AsSpan()[..4])}";

    /// <summary>A new secret of 256 random bits, to be shown once, and what is kept of it.</summary>
    public static (string Secret, AccessToken Token) Generate(string name, Role role)
    {
        var secret = NewSecret();
        return (secret, new AccessToken(name, role, HashOf(secret)));
    }

    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static ImmutableArray<byte> HashOf(string secret) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(secret))];
}

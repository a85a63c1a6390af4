using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Argonaut.Server.Auth;

/// <summary>Finds the token a secret belongs to. Takes the same time for a wrong and for an unknown one (api.md A-036).</summary>
public sealed class TokenVerifier(ImmutableArray<AccessToken> tokens)
{
    private const int LongestSecret = 256;

    public bool HasTokens => !tokens.IsEmpty;

    public AccessToken? Verify(string secret)
    {
        if (secret.Length > LongestSecret) return null;
        var hash = AccessToken.HashOf(secret);
        AccessToken? found = null;
        foreach (var token in tokens)
            if (CryptographicOperations.FixedTimeEquals(token.Hash.AsSpan(), hash.AsSpan())) found = token;
        return found;
    }
}

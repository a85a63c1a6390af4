using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>Tokens and browser sessions that outlive the process. Every method may be repeated.</summary>
public interface IAccessStore
{
    /// <summary>All tokens, also revoked ones, and the sessions that have not expired at <paramref name="now"/>.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<(ImmutableArray<StoredToken> Tokens, ImmutableArray<StoredSession> Sessions)> LoadAsync(UnixNanos now, CancellationToken ct);

    /// <summary>Adds a token, or saves when it was last used and revoked.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task SaveAsync(StoredToken token, CancellationToken ct);

    /// <summary>Adds a session, or saves when it was last used.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task SaveAsync(StoredSession session, CancellationToken ct);

    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task RemoveSessionAsync(string id, CancellationToken ct);
}

using System.Collections.Immutable;

namespace Argonaut.Ports;

/// <summary>What a person arranged on the dashboard (layouts, settings), kept as JSON text that only the dashboard understands.</summary>
public interface IUserDocuments
{
    /// <summary>By name, without their content.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ImmutableArray<UserDocument>> ListAsync(string owner, UserDocumentKind kind, CancellationToken ct);

    /// <summary>Null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<UserDocument?> FindAsync(UserDocumentKey key, CancellationToken ct);

    /// <summary>Saves when the stored version is <paramref name="version"/>; 0: when there is none yet.</summary>
    /// <returns>The document as saved, or null when the version is another.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<UserDocument?> SaveAsync(UserDocumentKey key, string content, long version, CancellationToken ct);

    /// <returns>False when the version is another.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<bool> RemoveAsync(UserDocumentKey key, long version, CancellationToken ct);
}

using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>Which foreign catalogs are open. Every change is durable when its method returns. Safe from any thread.</summary>
public interface IOpenedCatalogs
{
    /// <summary>By number.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ImmutableArray<OpenedCatalog>> ListAsync(CancellationToken ct);

    /// <returns>With its number; null when another one has the name or the path.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<OpenedCatalog?> AddAsync(OpenedCatalog catalog, CancellationToken ct);

    /// <returns>False when it is not there.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<bool> RemoveAsync(long id, CancellationToken ct);
}

/// <summary>A catalog of NautilusTrader that is read where it lies.</summary>
/// <param name="Id">0 until it is stored.</param>
/// <param name="Path">The whole path of the folder that holds <c>data/</c>.</param>
/// <param name="OpenedBy">Name of the token.</param>
public sealed record OpenedCatalog(long Id, string Name, string Path, string OpenedBy, UnixNanos Opened);

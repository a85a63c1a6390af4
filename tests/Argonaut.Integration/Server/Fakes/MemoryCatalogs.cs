using System.Collections.Immutable;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>Opened catalogs in memory.</summary>
internal sealed class MemoryCatalogs : IOpenedCatalogs
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, OpenedCatalog> _catalogs = [];
    private long _last;

    public Task<ImmutableArray<OpenedCatalog>> ListAsync(CancellationToken ct) => With<ImmutableArray<OpenedCatalog>>(() => [.. _catalogs.Values]);

    public Task<OpenedCatalog?> AddAsync(OpenedCatalog catalog, CancellationToken ct) => With<OpenedCatalog?>(() =>
        _catalogs.Values.Any(c => c.Name == catalog.Name || c.Path == catalog.Path) ? null : _catalogs[++_last] = catalog with { Id = _last });

    public Task<bool> RemoveAsync(long id, CancellationToken ct) => With(() => _catalogs.Remove(id));

    private Task<T> With<T>(Func<T> work)
    {
        lock (_gate) return Task.FromResult(work());
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

internal sealed class MemoryDocuments : IUserDocuments
{
    private readonly ConcurrentDictionary<UserDocumentKey, UserDocument> _documents = new();

    public Task<ImmutableArray<UserDocument>> ListAsync(string owner, UserDocumentKind kind, CancellationToken ct) => Task.FromResult(_documents
        .Where(d => d.Key.Owner == owner && d.Key.Kind == kind).Select(d => d.Value with { Content = "" }).OrderBy(d => d.Name, StringComparer.Ordinal).ToImmutableArray());

    public Task<UserDocument?> FindAsync(UserDocumentKey key, CancellationToken ct) => Task.FromResult(_documents.GetValueOrDefault(key));

    public Task<UserDocument?> SaveAsync(UserDocumentKey key, string content, long version, CancellationToken ct)
    {
        var next = new UserDocument(key.Name, content, version + 1, new UnixNanos(1_703_518_200_000_000_000));
        var isSaved = version == 0
            ? _documents.TryAdd(key, next)
            : _documents.TryGetValue(key, out var current) && current.Version == version && _documents.TryUpdate(key, next, current);
        return Task.FromResult(isSaved ? next : null);
    }

    public Task<bool> RemoveAsync(UserDocumentKey key, long version, CancellationToken ct) =>
        Task.FromResult(_documents.TryGetValue(key, out var current) && current.Version == version && _documents.TryRemove(new(key, current)));
}

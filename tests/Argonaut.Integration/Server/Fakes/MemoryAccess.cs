using System.Collections.Concurrent;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

internal sealed class MemoryAccess : IAccessStore
{
    public ConcurrentDictionary<string, StoredToken> Tokens { get; } = new();

    public ConcurrentDictionary<string, StoredSession> Sessions { get; } = new();

    public bool IsAway { get; set; }

    public Task<(ImmutableArray<StoredToken> Tokens, ImmutableArray<StoredSession> Sessions)> LoadAsync(UnixNanos now, CancellationToken ct)
    {
        Check();
        return Task.FromResult((Tokens.Values.ToImmutableArray(), Sessions.Values.Where(s => now < s.ExpiresAt).ToImmutableArray()));
    }

    public Task SaveAsync(StoredToken token, CancellationToken ct)
    {
        Check();
        Tokens[token.Id] = token;
        return Task.CompletedTask;
    }

    public Task SaveAsync(StoredSession session, CancellationToken ct)
    {
        Check();
        Sessions[session.Id] = session;
        return Task.CompletedTask;
    }

    public Task RemoveSessionAsync(string id, CancellationToken ct)
    {
        Check();
        Sessions.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    private void Check()
    {
        if (IsAway) throw new StoreUnavailableException("The database is away.");
    }
}

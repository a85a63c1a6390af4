using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class AccessStoreTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly UnixNanos At = new(1_703_518_200_000_000_000);

    private readonly PostgresAccessStore _store = new(database.DataSource);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_comes_back_and_a_later_use_never_undoes_its_revocation()
    {
        var token = new StoredToken("t1", "desk", "trader", [.. Enumerable.Range(0, 32).Select(i => (byte)i)], At, "owner", At + UnixNanos.PerDay, null, null);
        await _store.SaveAsync(token, Ct);
        await _store.SaveAsync(token with { LastUsedAt = At + 5 }, Ct);
        await _store.SaveAsync(token with { RevokedAt = At + 7 }, Ct);
        await _store.SaveAsync(token with { LastUsedAt = At + 3 }, Ct);

        var kept = (await _store.LoadAsync(At, Ct)).Tokens.Single(t => t.Id == "t1");
        Assert.Equal(("desk", "trader", At + UnixNanos.PerDay, At + 5, At + 7), (kept.Name, kept.Role, kept.ExpiresAt, kept.LastUsedAt, kept.RevokedAt));
        Assert.Equal(token.Hash, kept.Hash);
    }

    [Fact]
    public async Task A_session_comes_back_until_it_expires_or_is_ended()
    {
        var session = new StoredSession("s1", "t1", [.. new byte[31], 1], At, At + UnixNanos.PerHour, At, "127.0.0.1", "Browser");
        await _store.SaveAsync(session, Ct);
        await _store.SaveAsync(session with { LastUsedAt = At + 9 }, Ct);
        await _store.SaveAsync(session with { Id = "s2", Hash = [.. new byte[31], 2] }, Ct);
        var kept = (await _store.LoadAsync(At, Ct)).Sessions;
        await _store.RemoveSessionAsync("s2", Ct);
        var left = (await _store.LoadAsync(At, Ct)).Sessions;
        var later = (await _store.LoadAsync(At + UnixNanos.PerHour, Ct)).Sessions;

        Assert.Equal(["s1", "s2"], kept.Select(s => s.Id));
        Assert.Equal(At + 9, kept[0].LastUsedAt);
        Assert.Equal("s1", Assert.Single(left).Id);
        Assert.Empty(later);
    }
}

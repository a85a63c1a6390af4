using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Argonaut.Domain;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server.Auth;

/// <summary>
/// Every token and browser session, in memory; the database keeps them beyond the process. What is revoked is refused from that moment, also
/// while the database is away. Safe for several threads.
/// </summary>
internal sealed class AccessRegistry : IDisposable
{
    /// <summary>12 h, whatever its use (api.md A-040).</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    private const int LongestSecret = 256;
    private const int MostSessions = 10_000;
    private const int LongestBrowser = 200;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SaveWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LoadAgainAfter = TimeSpan.FromSeconds(1);

    private readonly IAccessStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _saving = new(1, 1);
    private readonly Dictionary<string, KnownToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredSession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private volatile bool _isLoaded;

    public AccessRegistry(ImmutableArray<AccessToken> files, IAccessStore store, TimeProvider time, ILogger log)
    {
        (_store, _time, _log) = (store, time, log);
        foreach (var file in files)
            _tokens[file.Id] = new KnownToken(
                new StoredToken(file.Id, file.Name, RoleText.Of(file.Role), file.Hash, Now, "argonaut", null, null, null), file.Role, IsFromFile: true);
    }

    /// <summary>A token was revoked or a session ended: whoever holds connections looks again whose they are.</summary>
    public event Action? Withdrawn;

    /// <summary>False until the database has told its tokens: one that is unknown may still be good.</summary>
    public bool IsLoaded => _isLoaded;

    public ImmutableArray<KnownToken> Tokens
    {
        get
        {
            lock (_gate) return [.. _tokens.Values];
        }
    }

    /// <summary>Those that are still good.</summary>
    public ImmutableArray<StoredSession> Sessions
    {
        get
        {
            var now = Now;
            lock (_gate) return [.. _sessions.Values.Where(s => IsGood(s, now))];
        }
    }

    private UnixNanos Now => HybridClock.Now(_time);

    /// <summary>Loads as soon as the database answers, then saves now and then what was used, and at the end once more.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await LoadWhenItCanAsync(ct);
            while (true)
            {
                await Task.Delay(SaveEvery, _time, ct);
                await SaveUsedAsync(ct);
            }
        }
        finally
        {
            await SaveNowAsync();
        }
    }

    public void Dispose() => _saving.Dispose();

    private async Task LoadWhenItCanAsync(CancellationToken ct)
    {
        while (!_isLoaded)
        {
            try
            {
                await LoadAsync(ct);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(LoadAgainAfter, _time, ct);
            }
        }
    }

    /// <summary>The token of this secret when it is good now; every secret takes the same time.</summary>
    public KnownToken? Verify(string secret)
    {
        if (secret.Length > LongestSecret) return null;
        var hash = AccessToken.HashOf(secret);
        var now = Now;
        lock (_gate)
        {
            KnownToken? found = null;
            foreach (var token in _tokens.Values)
                if (CryptographicOperations.FixedTimeEquals(token.Stored.Hash.AsSpan(), hash.AsSpan())) found = token;
            if (found?.IsGoodAt(now) != true) return null;
            return _tokens[found.Stored.Id] = Used(found, now);
        }
    }

    /// <summary>Who the cookie of a session stands for; null when it is unknown or over. Counts as use.</summary>
    public Caller? VerifyCookie(string secret, IPAddress address)
    {
        if (secret.Length > LongestSecret) return null;
        var hash = AccessToken.HashOf(secret);
        var now = Now;
        lock (_gate)
        {
            StoredSession? found = null;
            foreach (var session in _sessions.Values)
                if (CryptographicOperations.FixedTimeEquals(session.Hash.AsSpan(), hash.AsSpan())) found = session;
            return found is not null && IsGood(found, now) ? Touched(found, now, address) : null;
        }
    }

    /// <summary>Whether who connected with this is still who he was; counts as use of his session. Without a token: always.</summary>
    public bool IsStillGood(Caller caller)
    {
        if (caller.TokenId is null) return true;
        var now = Now;
        lock (_gate)
        {
            if (!_tokens.TryGetValue(caller.TokenId, out var token) || !token.IsGoodAt(now)) return false;
            if (caller.SessionId is null) return true;
            if (!_sessions.TryGetValue(caller.SessionId, out var session) || !IsGood(session, now)) return false;
            Touched(session, now, caller.Address);
            return true;
        }
    }

    public KnownToken? FindToken(string id)
    {
        lock (_gate) return _tokens.GetValueOrDefault(id);
    }

    public StoredSession? FindSession(string id)
    {
        var now = Now;
        lock (_gate) return _sessions.TryGetValue(id, out var session) && IsGood(session, now) ? session : null;
    }

    /// <summary>A new token and its secret, which nobody can ask for again; null when a good one has the name.</summary>
    /// <exception cref="StoreUnavailableException">It was not made.</exception>
    public async Task<(string Secret, KnownToken Token)?> CreateTokenAsync(string name, Role role, TimeSpan? lifetime, string by, CancellationToken ct)
    {
        var secret = AccessToken.NewSecret();
        var now = Now;
        var token = new KnownToken(
            new StoredToken(
                RandomNumberGenerator.GetHexString(12, lowercase: true), name, RoleText.Of(role), AccessToken.HashOf(secret), now, by,
                lifetime is { } life ? new UnixNanos(now.Value + (long)life.TotalSeconds * UnixNanos.PerSecond) : null, null, null),
            role, IsFromFile: false);
        lock (_gate)
        {
            if (_tokens.Values.Any(t => t.Stored.Name == name && t.IsGoodAt(now))) return null;
            // Taken before it is saved, so that of two with one name only one is made.
            _tokens[token.Stored.Id] = token;
        }

        try
        {
            await _store.SaveAsync(token.Stored, ct);
            return (secret, token);
        }
        catch
        {
            lock (_gate) _tokens.Remove(token.Stored.Id);
            throw;
        }
    }

    /// <summary>It and its sessions are refused from now on.</summary>
    /// <exception cref="StoreUnavailableException">Refused by this process all the same; the database learns of it as soon as it answers.</exception>
    public async Task RevokeTokenAsync(KnownToken token, CancellationToken ct)
    {
        var revoked = token with { Stored = token.Stored with { RevokedAt = token.Stored.RevokedAt ?? Now } };
        lock (_gate)
        {
            _tokens[revoked.Stored.Id] = revoked;
            // Also when the database does not take it now, it learns of it.
            _unsaved.Add(revoked.Stored.Id);
            foreach (var session in _sessions.Values.Where(s => s.TokenId == revoked.Stored.Id).ToArray()) Forget(session.Id);
        }

        Withdrawn?.Invoke();
        await _store.SaveAsync(revoked.Stored, ct);
    }

    /// <summary>A new session of the token: the secret for its cookie. One that the browser had before ends.</summary>
    /// <param name="former">Null: it had none.</param>
    public async Task<(string Secret, StoredSession Session)?> SignInAsync(KnownToken token, string? former, IPAddress address, string browser)
    {
        var secret = AccessToken.NewSecret();
        var now = Now;
        var end = new UnixNanos(now.Value + (long)LongestSession.TotalSeconds * UnixNanos.PerSecond);
        var session = new StoredSession(
            RandomNumberGenerator.GetHexString(12, lowercase: true), token.Stored.Id, AccessToken.HashOf(secret), now,
            token.Stored.ExpiresAt is { } expires && expires < end ? expires : end, now, address.ToString(),
            browser.Length > LongestBrowser ? browser[..LongestBrowser] : browser);
        lock (_gate)
        {
            foreach (var over in _sessions.Values.Where(s => !IsGood(s, now)).ToArray()) Forget(over.Id);
            if (_sessions.Count >= MostSessions) return null;
            if (former is not null) Forget(former);
            _sessions[session.Id] = session;
            _unsaved.Add(session.Id);
        }

        if (former is not null) Withdrawn?.Invoke();
        await SaveNowAsync();
        return (secret, session);
    }

    /// <summary>It is refused from now on, also by a process that starts after this one was killed.</summary>
    public async Task EndSessionAsync(string id)
    {
        lock (_gate) Forget(id);
        Withdrawn?.Invoke();
        await SaveNowAsync();
    }

    /// <summary>Before an answer goes out; what the database does not take at once waits for the next time.</summary>
    private async Task SaveNowAsync()
    {
        // What was done is a fact: also a client that has gone away does not take it back.
        using var limit = new CancellationTokenSource(SaveWithin, _time);
        try
        {
            await SaveUsedAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            ServerLog.AccessNotSaved(_log, $"it did not answer within {SaveWithin.TotalSeconds:0} s");
        }
    }

    /// <summary>Brings to the database what changed since the last time; what it does not take waits for the next.</summary>
    private async Task SaveUsedAsync(CancellationToken ct)
    {
        // One at a time: a session that was ended meanwhile is not saved after its removal.
        await _saving.WaitAsync(ct);
        try
        {
            await SaveInTurnAsync(ct);
        }
        finally
        {
            _saving.Release();
        }
    }

    private async Task SaveInTurnAsync(CancellationToken ct)
    {
        string[] ids;
        string[] ended;
        lock (_gate) (ids, ended) = ([.. _unsaved], [.. _ended]);
        try
        {
            foreach (var id in ended)
            {
                await _store.RemoveSessionAsync(id, ct);
                lock (_gate) _ended.Remove(id);
            }

            foreach (var id in ids)
            {
                StoredSession? session;
                KnownToken? token;
                lock (_gate)
                {
                    _unsaved.Remove(id);
                    (session, token) = (_sessions.GetValueOrDefault(id), _tokens.GetValueOrDefault(id));
                }

                try
                {
                    if (session is not null) await _store.SaveAsync(session, ct);
                    else if (token is { IsFromFile: false }) await _store.SaveAsync(token.Stored, ct);
                }
                catch
                {
                    lock (_gate) _unsaved.Add(id);
                    throw;
                }
            }
        }
        catch (StoreUnavailableException e)
        {
            ServerLog.AccessNotSaved(_log, e.Message);
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var (tokens, sessions) = await _store.LoadAsync(Now, ct);
        lock (_gate)
        {
            foreach (var token in tokens)
                if (RoleText.Parse(token.Role) is { } role) _tokens.TryAdd(token.Id, new KnownToken(token, role, IsFromFile: false));
            foreach (var session in sessions) _sessions.TryAdd(session.Id, session);
            _isLoaded = true;
        }
    }

    /// <summary>Under the gate.</summary>
    private bool IsGood(StoredSession session, UnixNanos now) =>
        now < session.ExpiresAt && now.Value - session.LastUsedAt.Value < (long)LongestIdle.TotalSeconds * UnixNanos.PerSecond
        && _tokens.TryGetValue(session.TokenId, out var token) && token.IsGoodAt(now);

    /// <summary>Under the gate.</summary>
    private Caller Touched(StoredSession session, UnixNanos now, IPAddress address)
    {
        _sessions[session.Id] = session with { LastUsedAt = now };
        _unsaved.Add(session.Id);
        var token = _tokens[session.TokenId] = Used(_tokens[session.TokenId], now);
        return new Caller(token.Role, token.Stored.Name, address) { TokenId = token.Stored.Id, SessionId = session.Id };
    }

    /// <summary>Under the gate.</summary>
    private KnownToken Used(KnownToken token, UnixNanos now)
    {
        _unsaved.Add(token.Stored.Id);
        return token with { Stored = token.Stored with { LastUsedAt = now } };
    }

    /// <summary>Under the gate.</summary>
    private void Forget(string session)
    {
        if (_sessions.Remove(session)) _ended.Add(session);
        _unsaved.Remove(session);
    }
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres;

/// <summary>The tables <c>access_tokens</c> and <c>browser_sessions</c>. Safe for several threads.</summary>
public sealed class PostgresAccessStore(NpgsqlDataSource dataSource) : IAccessStore
{
    private readonly ReadSessions _sessions = new(dataSource);

    public Task<(ImmutableArray<StoredToken> Tokens, ImmutableArray<StoredSession> Sessions)> LoadAsync(UnixNanos now, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using (var clean = new NpgsqlCommand("delete from browser_sessions where expires_ns <= $1", connection) { Parameters = { Number(now.Value) } })
                await clean.ExecuteNonQueryAsync(token);
            return (await TokensAsync(connection, token), await SessionsAsync(connection, token));
        },
        ct);

    public Task SaveAsync(StoredToken token, CancellationToken ct) => ExecuteAsync(
        """
        insert into access_tokens (id, name, role, sha256, created_ns, created_by, expires_ns, last_used_ns, revoked_ns)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update set
          last_used_ns = greatest(access_tokens.last_used_ns, excluded.last_used_ns), revoked_ns = coalesce(access_tokens.revoked_ns, excluded.revoked_ns)
        """,
        () =>
        [
            Text(token.Id), Text(token.Name), Text(token.Role), Bytes(token.Hash), Number(token.CreatedAt.Value), Text(token.CreatedBy), Time(token.ExpiresAt),
            Time(token.LastUsedAt), Time(token.RevokedAt),
        ],
        ct);

    public Task SaveAsync(StoredSession session, CancellationToken ct) => ExecuteAsync(
        """
        insert into browser_sessions (id, token_id, sha256, created_ns, expires_ns, last_used_ns, address, browser)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (id) do update set last_used_ns = excluded.last_used_ns
        """,
        () =>
        [
            Text(session.Id), Text(session.TokenId), Bytes(session.Hash), Number(session.CreatedAt.Value), Number(session.ExpiresAt.Value),
            Number(session.LastUsedAt.Value), Text(session.Address), Text(session.Browser),
        ],
        ct);

    public Task RemoveSessionAsync(string id, CancellationToken ct) => ExecuteAsync("delete from browser_sessions where id = $1", () => [Text(id)], ct);

    private static async Task<ImmutableArray<StoredToken>> TokensAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select id, name, role, sha256, created_ns, created_by, expires_ns, last_used_ns, revoked_ns from access_tokens order by created_ns, id", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tokens = ImmutableArray.CreateBuilder<StoredToken>();
        while (await reader.ReadAsync(ct))
            tokens.Add(new StoredToken(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), [.. (byte[])reader[3]], new UnixNanos(reader.GetInt64(4)), reader.GetString(5),
                TimeAt(reader, 6), TimeAt(reader, 7), TimeAt(reader, 8)));
        return tokens.ToImmutable();
    }

    private static async Task<ImmutableArray<StoredSession>> SessionsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select id, token_id, sha256, created_ns, expires_ns, last_used_ns, address, browser from browser_sessions order by created_ns, id", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sessions = ImmutableArray.CreateBuilder<StoredSession>();
        while (await reader.ReadAsync(ct))
            sessions.Add(new StoredSession(
                reader.GetString(0), reader.GetString(1), [.. (byte[])reader[2]], new UnixNanos(reader.GetInt64(3)), new UnixNanos(reader.GetInt64(4)),
                new UnixNanos(reader.GetInt64(5)), reader.GetString(6), reader.GetString(7)));
        return sessions.ToImmutable();
    }

    /// <param name="parameters">Made anew for each try: a parameter belongs to one command.</param>
    private Task<int> ExecuteAsync(string sql, Func<NpgsqlParameter[]> parameters, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(parameters());
            return await command.ExecuteNonQueryAsync(token);
        },
        ct);

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    private static NpgsqlParameter<long> Number(long number) => new() { TypedValue = number };

    private static NpgsqlParameter<byte[]> Bytes(ImmutableArray<byte> bytes) => new() { TypedValue = [.. bytes] };

    private static NpgsqlParameter Time(UnixNanos? time) => new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = time?.Value ?? (object)DBNull.Value };

    private static UnixNanos? TimeAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new UnixNanos(reader.GetInt64(column));
}

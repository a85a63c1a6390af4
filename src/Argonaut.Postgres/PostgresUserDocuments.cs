using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>The table <c>user_documents</c>. Safe for several threads.</summary>
public sealed class PostgresUserDocuments(NpgsqlDataSource dataSource, TimeProvider time) : IUserDocuments
{
    private readonly ReadSessions _sessions = new(dataSource);

    public Task<ImmutableArray<UserDocument>> ListAsync(string owner, UserDocumentKind kind, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "select name, '', version, changed_at from user_documents where owner = $1 and kind = $2 order by name", connection)
            {
                Parameters = { Text(owner), Text(TextOf(kind)) },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            var documents = ImmutableArray.CreateBuilder<UserDocument>();
            while (await reader.ReadAsync(token)) documents.Add(Read(reader));
            return documents.ToImmutable();
        },
        ct);

    public Task<UserDocument?> FindAsync(UserDocumentKey key, CancellationToken ct) => OneAsync(
        "select name, content, version, changed_at from user_documents where owner = $1 and kind = $2 and name = $3", key, [], ct);

    /// <summary>A save that is repeated because its session ended finds the version already taken: the caller reads and tries again.</summary>
    public Task<UserDocument?> SaveAsync(UserDocumentKey key, string content, long version, CancellationToken ct) => OneAsync(
        version == 0
            ? """
              insert into user_documents (owner, kind, name, content, version, changed_at) values ($1, $2, $3, $4, 1, $5)
              on conflict (owner, kind, name) do nothing returning name, content, version, changed_at
              """
            : """
              update user_documents set content = $4, version = version + 1, changed_at = $5
              where owner = $1 and kind = $2 and name = $3 and version = $6 returning name, content, version, changed_at
              """,
        key,
        version == 0 ? [Text(content), Number(HybridClock.Now(time).Value)] : [Text(content), Number(HybridClock.Now(time).Value), Number(version)],
        ct);

    public async Task<bool> RemoveAsync(UserDocumentKey key, long version, CancellationToken ct) => await OneAsync(
        "delete from user_documents where owner = $1 and kind = $2 and name = $3 and version = $4 returning name, content, version, changed_at",
        key, [Number(version)], ct) is not null;

    private Task<UserDocument?> OneAsync(string sql, UserDocumentKey key, NpgsqlParameter[] more, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Text(key.Owner), Text(TextOf(key.Kind)), Text(key.Name) } };
            // A parameter belongs to one command; a repeated one needs its own.
            foreach (var parameter in more) command.Parameters.Add(parameter.Clone());
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? Read(reader) : null;
        },
        ct);

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    private static NpgsqlParameter<long> Number(long number) => new() { TypedValue = number };

    private static string TextOf(UserDocumentKind kind) => kind.ToString().ToLowerInvariant();

    private static UserDocument Read(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), new UnixNanos(reader.GetInt64(3)));
}

using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;
using NpgsqlTypes;

namespace Argonaut.Postgres;

/// <summary>The table <c>audit</c>, which takes new rows only: a trigger and missing rights refuse everything else.</summary>
public sealed class PostgresAuditStore(NpgsqlDataSource dataSource) : IAuditStore
{
    private const string Columns = "seq, at_ns, who, role, address, request_id, what, subject, before, after, result, previous, hash";
    private const int VerifiedAtOnce = 1_000;

    /// <summary>"ARGO" in ASCII; the second half separates uses of the lock.</summary>
    private const long LockKey = 0x4152474F_00000013;

    private readonly ReadSessions _sessions = new(dataSource);

    public async Task<AuditRow> AppendAsync(ImmutableArray<AuditEntry> entries, CancellationToken ct)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            // The chain has one end: whoever adds to it waits for the one before.
            await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = LockKey } } })
                await wait.ExecuteNonQueryAsync(ct);
            var tail = await ReadAsync(connection, null, entries.Length, ct);
            // The database went away during the commit of an earlier try, and had committed.
            if (tail.Reverse().Select(row => row.Entry).SequenceEqual(entries)) return tail[0];
            var head = tail.FirstOrDefault();
            foreach (var entry in entries) await InsertAsync(connection, head = AuditRow.After(head, entry), ct);
            await transaction.CommitAsync(ct);
            return head!;
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            throw StoreFaults.Translate(error);
        }
    }

    public Task<ImmutableArray<AuditRow>> ReadAsync(long? before, int limit, CancellationToken ct) =>
        _sessions.RunAsync((connection, token) => ReadAsync(connection, before, limit, token), ct);

    public Task<(long Rows, AuditRow? Head, string? Fault)> VerifyAsync(CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            AuditRow? head = null;
            while (true)
            {
                var rows = await AscendingAsync(connection, head?.Sequence ?? long.MinValue, token);
                foreach (var row in rows)
                {
                    if (row.FaultAfter(head) is { } fault) return (head?.Sequence ?? 0, head, (string?)fault);
                    head = row;
                }

                if (rows.Length < VerifiedAtOnce) return (head?.Sequence ?? 0, head, null);
            }
        },
        ct);

    private static async Task<ImmutableArray<AuditRow>> ReadAsync(NpgsqlConnection connection, long? before, int limit, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from audit where seq < $1 order by seq desc limit $2", connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = before ?? long.MaxValue }, new NpgsqlParameter<int> { TypedValue = limit } },
        };
        return await RowsAsync(command, ct);
    }

    private static async Task<ImmutableArray<AuditRow>> AscendingAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from audit where seq > $1 order by seq limit $2", connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = VerifiedAtOnce } },
        };
        return await RowsAsync(command, ct);
    }

    private static async Task<ImmutableArray<AuditRow>> RowsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = ImmutableArray.CreateBuilder<AuditRow>();
        while (await reader.ReadAsync(ct)) rows.Add(Read(reader));
        return rows.ToImmutable();
    }

    private static async Task InsertAsync(NpgsqlConnection connection, AuditRow row, CancellationToken ct)
    {
        var entry = row.Entry;
        await using var command = new NpgsqlCommand($"insert into audit ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = row.Sequence },
                new NpgsqlParameter<long> { TypedValue = entry.At.Value },
                Text(entry.Who), Text(entry.Role), Text(entry.Address), Text(entry.RequestId), Text(entry.What), Text(entry.Subject), Text(entry.Before), Text(entry.After),
                Text(entry.Result),
                new NpgsqlParameter<byte[]> { TypedValue = [.. row.Previous] },
                new NpgsqlParameter<byte[]> { TypedValue = [.. row.Hash] },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    private static AuditRow Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        new AuditEntry(
            new UnixNanos(reader.GetInt64(1)), reader.GetString(2), TextAt(reader, 3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
            reader.GetString(7), TextAt(reader, 8), TextAt(reader, 9), reader.GetString(10)),
        [.. (byte[])reader[11]],
        [.. (byte[])reader[12]]);

    private static string? TextAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

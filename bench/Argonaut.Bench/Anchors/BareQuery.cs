using Npgsql;

namespace Argonaut.Bench.Anchors;

/// <summary>One statement, prepared once, asked again and again on one connection; every column of every row is read.</summary>
internal sealed class BareQuery : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;

    private BareQuery(NpgsqlConnection connection, NpgsqlCommand command)
    {
        _connection = connection;
        _command = command;
    }

    /// <param name="types">Example values: they give the types of the parameters.</param>
    public static async Task<BareQuery> PrepareAsync(NpgsqlDataSource source, string sql, object[] types, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in types) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.PrepareAsync(ct);
        return new BareQuery(connection, command);
    }

    /// <returns>How many rows came.</returns>
    public async Task<int> RunAsync(object[] values, CancellationToken ct)
    {
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i];
        await using var reader = await _command.ExecuteReaderAsync(ct);
        var rows = 0;
        var longs = 0L;
        while (await reader.ReadAsync(ct))
        {
            rows++;
            for (var column = 0; column < reader.FieldCount; column++)
                longs ^= reader.GetFieldType(column) == typeof(long) ? reader.GetInt64(column) : reader.GetFieldType(column) == typeof(int) ? reader.GetInt32(column) : 0;
        }

        GC.KeepAlive(longs);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

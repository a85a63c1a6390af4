using Argonaut.Postgres;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>A migrated database of its own: for one test, or as <c>IClassFixture&lt;PostgresDatabase&gt;</c> for one class.</summary>
public sealed class PostgresDatabase(PostgresFixture server) : IAsyncLifetime
{
    private NpgsqlDataSource? _dataSource;

    /// <summary>In the driver's form, with the password.</summary>
    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource DataSource => _dataSource ??= PostgresDataSource.Create(ConnectionString);

    public async ValueTask InitializeAsync() => await CreateAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null) await _dataSource.DisposeAsync();
    }

    /// <summary>Runs statements outside the store.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    internal async Task CreateAsync(CancellationToken ct, bool migrated = true) =>
        ConnectionString = await server.NewDatabaseAsync(migrated, ct);
}

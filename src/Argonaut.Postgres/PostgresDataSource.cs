using Npgsql;

namespace Argonaut.Postgres;

/// <summary>Makes the connection pool that the store works on, with the session settings it relies on.</summary>
public static class PostgresDataSource
{
    /// <summary>A pool of at most 12 connections (F-209).</summary>
    /// <param name="connectionString">The driver's form, from <see cref="DatabaseUrl.ConnectionString"/> or the embedded server.</param>
    public static NpgsqlDataSource Create(string connectionString) => Create(connectionString, null);

    /// <inheritdoc cref="Create(string)"/>
    /// <param name="connectionString">The driver's form, from <see cref="DatabaseUrl.ConnectionString"/> or the embedded server.</param>
    /// <param name="gate">While it is closed every use of the pool is refused as one that may pass: the schema is not there yet.</param>
    public static NpgsqlDataSource Create(string connectionString, SchemaGate? gate) => Create(connectionString, gate, null);

    /// <summary>A pool of at most 4 connections that see one schema alone.</summary>
    internal static NpgsqlDataSource CreateFor(string schema, string connectionString, SchemaGate? gate) => Create(connectionString, gate, schema);

    private static NpgsqlDataSource Create(string connectionString, SchemaGate? gate, string? schema)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = 12,
            Timeout = 5,
            CommandTimeout = 30,                        // of reads; whatever storing waits for has a shorter limit of its own
            CancellationTimeout = 1_000,                // ms until an unanswered cancel breaks the connection (F-207)
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,                      // sessions change no settings
            ReadBufferSize = 64 * 1024,
            Options = "-c synchronous_commit=on -c lock_timeout=2s -c idle_in_transaction_session_timeout=60s -c jit=off -c timezone=UTC",
        };
        settings.ApplicationName ??= "argonaut";
        if (schema is not null) (settings.SearchPath, settings.MaxPoolSize) = (schema, 4);
        if (settings.Host?.StartsWith('/') != true)     // a Unix socket refuses these
        {
            settings.TcpKeepAlive = true;
            settings.TcpKeepAliveTime = 10;
            settings.TcpKeepAliveInterval = 2;
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (gate is not null) builder.UsePhysicalConnectionInitializer(_ => gate.Check(), _ => gate.CheckAsync());
        return builder.Build();
    }
}

using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>What a try to connect found. All but the first two mean that waiting will not help (F-215).</summary>
public enum DatabaseCheckOutcome
{
    Ready,
    Unreachable,
    WrongPassword,
    MissingDatabase,
    Refused,
    TlsRequired,
    TlsFailed,
    TooOld,
}

/// <summary>The answer of one connection, in a sentence for the operator without a secret.</summary>
/// <param name="Version">Of the server; null when it did not say.</param>
/// <param name="Warning">The server works but is newer than what was tested.</param>
public sealed record DatabaseCheck(DatabaseCheckOutcome Outcome, string Message, Version? Version = null, string? Warning = null)
{
    public const int OldestMajor = 15;

    public const int NewestMajor = 18;

    /// <summary>Opens one connection outside the pool, asks nothing but the version, and closes it.</summary>
    public static async Task<DatabaseCheck> RunAsync(DatabaseUrl url, CancellationToken ct) => await RunAsync(url.ConnectionString, ct);

    /// <inheritdoc cref="RunAsync(DatabaseUrl, CancellationToken)"/>
    public static async Task<DatabaseCheck> RunAsync(string connectionString, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or AuthenticationException or SocketException)
        {
            return Explain(error, settings);
        }

        var version = connection.PostgreSqlVersion;
        var text = connection.ServerVersion;
        if (version.Major < OldestMajor)
            return new(DatabaseCheckOutcome.TooOld, $"The database server is PostgreSQL {text}; {OldestMajor} or newer is needed.", version);
        var warning = version.Major > NewestMajor ? $"PostgreSQL {text} is newer than {NewestMajor}, the newest that was tested." : null;
        return new(DatabaseCheckOutcome.Ready, $"PostgreSQL {text} at {Place(settings)}.", version, warning);
    }

    private static DatabaseCheck Explain(Exception error, NpgsqlConnectionStringBuilder settings)
    {
        var place = Place(settings);
        return error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
                new(DatabaseCheckOutcome.WrongPassword, $"The database at {place} refused the password of user {settings.Username}."),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                new(DatabaseCheckOutcome.MissingDatabase, $"The server at {place} has no database {settings.Database}: create it, or correct its name."),
            PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused
                when refused.MessageText.Contains("no encryption", StringComparison.Ordinal)
                  || refused.MessageText.Contains("SSL off", StringComparison.Ordinal) =>
                new(DatabaseCheckOutcome.TlsRequired, $"The database at {place} wants an encrypted connection: add ?sslmode=require to the URL."),
            PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege } =>
                new(DatabaseCheckOutcome.Refused, $"The server at {place} does not let user {settings.Username} use database {settings.Database}."),
            PostgresException postgres =>
                new(DatabaseCheckOutcome.Unreachable, $"The database at {place} is not ready: {postgres.MessageText} ({postgres.SqlState})."),
            NpgsqlException when error.Message.Contains("No password has been provided", StringComparison.Ordinal) =>
                new(DatabaseCheckOutcome.WrongPassword, $"The database at {place} wants a password for user {settings.Username}, and none is given."),
            NpgsqlException when error.Message.Contains("No SSL enabled connection", StringComparison.Ordinal) =>
                new(DatabaseCheckOutcome.TlsFailed, $"The database at {place} offers no encryption, but sslmode asks for it."),
            _ when error is AuthenticationException || error.InnerException is AuthenticationException =>
                new(DatabaseCheckOutcome.TlsFailed, $"The certificate of the database at {place} was not accepted: {(error.InnerException ?? error).Message}"),
            _ => new(DatabaseCheckOutcome.Unreachable, $"The database at {place} cannot be reached: {Innermost(error).Message.TrimEnd('.')}."),
        };
    }

    private static string Place(NpgsqlConnectionStringBuilder settings) =>
        settings.Host?.StartsWith('/') == true ? settings.Host : $"{settings.Host}:{settings.Port}";

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error;
    }
}

namespace Argonaut.Postgres.Embedded;

/// <summary>The private PostgreSQL could not be found, made, started or stopped. The message says what to do and holds no secret.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

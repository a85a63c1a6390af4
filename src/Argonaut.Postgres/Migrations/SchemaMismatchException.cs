namespace Argonaut.Postgres.Migrations;

/// <summary>The database was made by a newer program, or an applied migration is not the one this program has.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);

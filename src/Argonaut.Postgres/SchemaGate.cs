namespace Argonaut.Postgres;

/// <summary>
/// Closed until the schema is as this program needs it: so the parts that use the database may be built, and ask, before it is there (F-203).
/// Safe from any thread.
/// </summary>
public sealed class SchemaGate
{
    private volatile bool _isOpen;

    public void Open() => _isOpen = true;

    internal void Check()
    {
        if (!_isOpen) throw new SchemaNotReadyException();
    }

    internal Task CheckAsync()
    {
        Check();
        return Task.CompletedTask;
    }
}

/// <summary>The database answers, and its schema is still being brought up to date.</summary>
public sealed class SchemaNotReadyException() : Npgsql.NpgsqlException("The database's schema is being brought up to date.");

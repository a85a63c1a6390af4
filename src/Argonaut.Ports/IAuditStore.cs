using System.Collections.Immutable;

namespace Argonaut.Ports;

/// <summary>The audit log: rows in a chain of hashes, which are only ever added.</summary>
public interface IAuditStore
{
    /// <summary>Adds the entries in their order, all or none; the last row as written. The same entries again, next after each other, are one try that is repeated.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<AuditRow> AppendAsync(ImmutableArray<AuditEntry> entries, CancellationToken ct);

    /// <summary>Rows below a number, newest first.</summary>
    /// <param name="before">Null: from the newest on.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ImmutableArray<AuditRow>> ReadAsync(long? before, int limit, CancellationToken ct);

    /// <summary>Walks the whole chain: how many rows are right, the last of them, and the first fault; null: none.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<(long Rows, AuditRow? Head, string? Fault)> VerifyAsync(CancellationToken ct);
}

using Argonaut.Domain;

namespace Argonaut.Server.Audit;

/// <summary>What the last walk along the audit log found.</summary>
/// <param name="Rows">Rows that are right, from the first on.</param>
/// <param name="Fault">Null: the chain is whole.</param>
internal sealed record AuditChain(UnixNanos CheckedAt, long Rows, string? Fault);

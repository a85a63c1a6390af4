using System.Collections.Immutable;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

internal sealed class MemoryAudit : IAuditStore
{
    private readonly Lock _gate = new();
    private ImmutableList<AuditRow> _rows = [];

    public bool IsAway { get; set; }

    /// <summary>Thrown by the next reads.</summary>
    public Exception? Fault { get; set; }

    public ImmutableArray<AuditRow> Rows
    {
        get
        {
            lock (_gate) return [.. _rows];
        }
    }

    public Task<AuditRow> AppendAsync(ImmutableArray<AuditEntry> entries, CancellationToken ct)
    {
        if (IsAway) throw new StoreUnavailableException("The database is away.");
        lock (_gate)
        {
            foreach (var entry in entries) _rows = _rows.Add(AuditRow.After(_rows.Count > 0 ? _rows[^1] : null, entry));
            return Task.FromResult(_rows[^1]);
        }
    }

    public Task<ImmutableArray<AuditRow>> ReadAsync(long? before, int limit, CancellationToken ct) => Fault is not null
        ? Task.FromException<ImmutableArray<AuditRow>>(Fault)
        : Task.FromResult(Rows.Reverse().Where(r => before is null || r.Sequence < before).Take(limit).ToImmutableArray());

    public Task<(long Rows, AuditRow? Head, string? Fault)> VerifyAsync(CancellationToken ct)
    {
        AuditRow? head = null;
        foreach (var row in Rows)
        {
            if (row.FaultAfter(head) is { } fault) return Task.FromResult((head?.Sequence ?? 0, head, (string?)fault));
            head = row;
        }

        return Task.FromResult((head?.Sequence ?? 0, head, (string?)null));
    }

    /// <summary>As somebody with a way around the trigger would.</summary>
    public void Change(Func<ImmutableList<AuditRow>, ImmutableList<AuditRow>> change)
    {
        lock (_gate) _rows = change(_rows);
    }
}

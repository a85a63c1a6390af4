using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>
/// The provenance of exported files (faults.md 1.3): a row is <see cref="ExportState.Publishing"/> before the rename and
/// <see cref="ExportState.Published"/> after it.
/// </summary>
public interface IExportLedger
{
    Task<ImmutableArray<ExportRecord>> FindAsync(ExportIdentity identity, CancellationToken ct);

    /// <summary>Writes the row as publishing; an older row of the same path is replaced.</summary>
    Task BeginAsync(ExportRecord record, CancellationToken ct);

    Task PublishedAsync(string path, CancellationToken ct);

    Task RemoveAsync(string path, CancellationToken ct);

    Task<ImmutableArray<ExportRecord>> ListAsync(ExportState? state, CancellationToken ct);
}

/// <param name="Kind"><c>trade_tick</c>, <c>quote_tick</c>, or the full bar type of bars.</param>
public sealed record ExportIdentity(string Kind, string InstrumentId, UnixNanos From, UnixNanos To, string Profile);

/// <param name="Path">Relative to the export directory, with forward slashes.</param>
public sealed record ExportRecord(
    ExportIdentity Identity,
    string Path,
    long Rows,
    long Bytes,
    string Sha256,
    UnixNanos FirstTsInit,
    UnixNanos LastTsInit,
    ExportState State,
    string Options);

public enum ExportState
{
    Publishing,
    Published,
}

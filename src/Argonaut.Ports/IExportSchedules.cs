using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>Exports that are ordered every night. Every change is durable when its method returns. Safe from any thread.</summary>
public interface IExportSchedules
{
    /// <summary>By number.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ImmutableArray<ExportSchedule>> ListAsync(CancellationToken ct);

    /// <returns>With its number and version; null when another one has the name.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ExportSchedule?> AddAsync(ExportSchedule schedule, CancellationToken ct);

    /// <summary>Changes what a person sets, when the stored version is that of <paramref name="schedule"/>.</summary>
    /// <returns>The schedule after it; null when the version is another, or another schedule has the name.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ExportSchedule?> ChangeAsync(ExportSchedule schedule, CancellationToken ct);

    /// <returns>False when the version is another.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<bool> RemoveAsync(long id, long version, CancellationToken ct);

    /// <summary>A job was ordered for the day before <paramref name="nextDay"/>; nothing happens when that is known already.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task AdvanceAsync(long id, DateOnly nextDay, string job, CancellationToken ct);
}

/// <param name="Id">0 until it is stored.</param>
/// <param name="TimeOfDay">In the zone; of the first night after the UTC day that is exported.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Request">JSON of a daily export; its date does not count.</param>
/// <param name="NextDay">The first UTC day that is not ordered yet.</param>
/// <param name="LastJob">Of the last day that was ordered.</param>
/// <param name="Version">One more with each change by a person.</param>
public sealed record ExportSchedule(
    long Id, string Name, bool IsEnabled, TimeOnly TimeOfDay, string TimeZone, string Request, DateOnly NextDay, string? LastJob, long Version, UnixNanos Changed);

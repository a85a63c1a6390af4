using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>How the system was at a moment, as it was answered then.</summary>
/// <param name="Status">The truth page, JSON.</param>
/// <param name="Lines">The market-data lines, JSON.</param>
public sealed record HealthRecord(UnixNanos At, string Status, string Lines);

/// <summary>Remembers how the system was. Every method may throw <see cref="StoreUnavailableException"/>. Safe from any thread.</summary>
public interface IHealthHistory
{
    /// <summary>Adds one, which repeated changes nothing; the oldest leave beyond a bound.</summary>
    Task AddAsync(HealthRecord record, CancellationToken ct);

    /// <summary>The last one at or before a moment; null when there is none.</summary>
    Task<HealthRecord?> FindAsync(UnixNanos at, CancellationToken ct);
}

/// <summary>Nothing is remembered.</summary>
public sealed class NoHealthHistory : IHealthHistory
{
    public static readonly NoHealthHistory Instance = new();

    public Task AddAsync(HealthRecord record, CancellationToken ct) => Task.CompletedTask;

    public Task<HealthRecord?> FindAsync(UnixNanos at, CancellationToken ct) => Task.FromResult<HealthRecord?>(null);
}

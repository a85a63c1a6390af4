using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Ports;

/// <summary>Keeps jobs over restarts. Every change is durable when its method returns. Safe from any thread.</summary>
public interface IJobStore
{
    /// <summary>Adds a job, unless its owner used its idempotency key since <paramref name="keysSince"/>.</summary>
    /// <returns>Null when it was added; else the job that has the key.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<StoredJob?> AddAsync(StoredJob job, UnixNanos keysSince, CancellationToken ct);

    /// <summary>Writes what changes while a job lives: state, checkpoint, result, problem, progress and times.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task UpdateAsync(IReadOnlyCollection<StoredJob> jobs, CancellationToken ct);

    /// <summary>Null when there is no such job any more.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<StoredJob?> FindAsync(string id, CancellationToken ct);

    /// <summary>The newest jobs and all that are not finished, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<ImmutableArray<StoredJob>> LoadAsync(int newest, CancellationToken ct);

    /// <summary>Forgets jobs that finished before an instant.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now.</exception>
    Task<int> ForgetAsync(UnixNanos before, CancellationToken ct);
}

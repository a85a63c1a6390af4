namespace Argonaut.Ports;

/// <summary>
/// The sample: market data that the program made itself, in a place of its own beside the recorded data, read by the same readers. What is
/// recorded, exported, kept for a time or watched never sees it. Safe from any thread; every method that returns a task may throw
/// <see cref="StoreUnavailableException"/>.
/// </summary>
public interface ISampleStore
{
    /// <summary>For reading; only while <see cref="OpenAsync"/> says that it is there.</summary>
    IMarketStore Store { get; }

    /// <inheritdoc cref="Store"/>
    IInstrumentVersions Versions { get; }

    /// <inheritdoc cref="Store"/>
    IDayCoverage Days { get; }

    /// <summary>True when all of it is there, as this version of the program makes it.</summary>
    Task<bool> IsLoadedAsync(CancellationToken ct);

    /// <summary>Null when it is not loaded. Until the result is disposed of it is neither removed nor replaced.</summary>
    Task<IDisposable?> OpenAsync(CancellationToken ct);

    /// <summary>Makes an empty place, has it filled, and puts it in the place of what was there: all of it or nothing.</summary>
    /// <exception cref="SampleRefusedException">The database does not allow it, or the place is somebody else's.</exception>
    Task LoadAsync(Func<IMarketStore, CancellationToken, Task> fill, CancellationToken ct);

    /// <summary>Removes all of it, and what a load that was killed left behind.</summary>
    Task RemoveAsync(CancellationToken ct);
}

/// <summary>The sample cannot have its place; the message says why and what to do.</summary>
public sealed class SampleRefusedException(string message) : Exception(message);
